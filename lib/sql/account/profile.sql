-- What people say of themselves. It is theirs alone: every statement is by
-- the id of who asks.

-- name: profile_of  params: id uuid  rows: one
SELECT p.username AS "profile.username", p.full_name AS "profile.fullName",
       x.about AS "profile.about",
       x.sex AS "privateProfile.sex",
       x.address_line1 AS "privateProfile.addressLine1",
       x.address_line2 AS "privateProfile.addressLine2",
       x.city AS "privateProfile.city",
       x.state_province_code AS "privateProfile.stateProvinceCode",
       x.country_code AS "privateProfile.countryCode",
       x.postal_code AS "privateProfile.postalCode",
       x.phone AS "privateProfile.phone",
       p.locale AS "preferences.locale", p.time_zone AS "preferences.timeZone",
       p.units AS "preferences.units",
       ARRAY(SELECT jsonb_array_elements_text(x.preferences -> 'diet'))
           AS "preferences.diet",
       ARRAY(SELECT jsonb_array_elements_text(x.preferences -> 'allergens'))
           AS "preferences.allergens",
       p.version
  FROM person p LEFT JOIN private_profile x ON x.person = p.id
 WHERE p.id = :id

-- name: profile_username_taken  params: id uuid, username text  rows: one
SELECT username_taken(:username, :id) AS "taken",
       exists(SELECT FROM person WHERE lower(username) = lower(:username)
                 AND id = :id) AS "own"

-- name: profile_rename  params: id uuid, username text  rows: one  writes
SELECT person_rename(:id, :username) AS "done",
       (SELECT username FROM person WHERE id = :id) <> :username AS "changed"

-- What changed nothing is no new version. "changed": of the rest.
-- name: profile_put_person  params: id uuid, version bigint, full_name text, locale text, time_zone text, units text, changed bool  rows: maybe
UPDATE person p
   SET full_name = :full_name, locale = :locale, time_zone = :time_zone,
       units = :units, version = p.version + x.changed::integer,
       updated_at = CASE WHEN x.changed THEN now() ELSE p.updated_at END
  FROM (SELECT :changed OR (o.full_name, o.locale, o.time_zone, o.units) <>
               (:full_name, :locale, :time_zone, :units) AS changed
          FROM person o WHERE o.id = :id) x
 WHERE p.id = :id AND (:version = -1 OR p.version = :version)
RETURNING x.changed

-- Nothing said of somebody who never said anything is no row.
-- name: profile_put  params: id uuid, about text, sex text, address_line1 text, address_line2 text, city text, state_province_code text, country_code text, postal_code text, phone text, diet text[], allergens text[]  rows: none
INSERT INTO private_profile AS x (person, about, sex, address_line1,
       address_line2, city, state_province_code, country_code, postal_code, phone,
       preferences)
SELECT :id, :about, :sex, :address_line1, :address_line2, :city,
       :state_province_code, :country_code, :postal_code, :phone,
       jsonb_build_object('diet', :diet::text[], 'allergens',
           :allergens::text[])
 WHERE exists(SELECT FROM private_profile WHERE person = :id)
    OR num_nonnulls(:about, :sex, :address_line1, :address_line2, :city,
           :state_province_code, :country_code, :postal_code, :phone) > 0
    OR cardinality(:diet::text[]) + cardinality(:allergens::text[]) > 0
ON CONFLICT (person) DO UPDATE
   SET about = excluded.about, sex = excluded.sex,
       address_line1 = excluded.address_line1,
       address_line2 = excluded.address_line2, city = excluded.city,
       state_province_code = excluded.state_province_code,
       country_code = excluded.country_code,
       postal_code = excluded.postal_code, phone = excluded.phone,
       preferences = x.preferences || excluded.preferences
 WHERE (x.about, x.sex, x.address_line1, x.address_line2, x.city,
       x.state_province_code, x.country_code, x.postal_code, x.phone,
       '{"diet": [], "allergens": []}'::jsonb || x.preferences)
       IS DISTINCT FROM (excluded.about, excluded.sex,
       excluded.address_line1, excluded.address_line2, excluded.city,
       excluded.state_province_code, excluded.country_code,
       excluded.postal_code, excluded.phone, x.preferences || excluded.preferences)
