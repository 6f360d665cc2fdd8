-- kind: before
-- Names of foods are of languages: "paprika" is a spice to some and a
-- vegetable to others. No languages: a name of all. A relative is like the
-- food in what it holds, and is not it.
ALTER TABLE food_name ADD COLUMN languages text[];
ALTER TABLE food_name ADD COLUMN relative boolean NOT NULL DEFAULT false;
