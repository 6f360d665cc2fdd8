#!/bin/bash
# accounts.sh: the whole of "Accounts" as a script would use it: curl, jq and
# oathtool against a running site.
#
#	t/accounts.sh http://127.0.0.1:8080 var/mail
#
# The second argument is where the site's mails arrive as files
# (mail_transport=directory). Each step prints "ok" or "not ok"; exits 1 when
# one failed. Makes a person of its own, who is deleted at the end.
set -u

base=${1:?usage: accounts.sh URL MAIL-DIRECTORY}
mails=${2:?usage: accounts.sh URL MAIL-DIRECTORY}
api=$base/api/v1
n=0
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tag=$$-$(date +%s)
email=walker-$tag@example.com
username=walker-$tag
password='seven green bottles'
status=
body=

# ok NAME COMMAND...: a step, good when the command succeeds
ok() {
	local name=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# status $status: $(head -c 400 <<<"$body")"
		failed=1
	fi
}

# call METHOD PATH [JSON] [TOKEN]: sets status and body
call() {
	local args=(-sS -m 30 -X "$1" -o "$work/body" -D "$work/head"
	    -w '%{http_code}' -H 'Accept: application/json')
	[ -z "${3-}" ] || args+=(-H 'Content-Type: application/json' -d "$3")
	[ -z "${4-}" ] || args+=(-H "Authorization: Bearer $4")
	status=$(curl "${args[@]}" "$api$2") || status=000
	body=$(tr -d '\0' <"$work/body")
}

is() { [ "$status" = "$1" ]; }
get() { jq -r "$1" <<<"$body"; }
holds() { jq -e "$1" <<<"$body" >/dev/null 2>&1; }
both() { is "$1" && holds "$2"; }
header() { grep -qi "^$1:" "$work/head"; }
code() { oathtool --totp -b "$1" -N "$(date -u -d "@$2" '+%F %T UTC')"; }

# The token in the newest mail to somebody whose links go to a path.
mailed() {
	local address=$1 path=$2 file token i
	for ((i = 0; i < 100; i++)); do
		while IFS= read -r file; do
			token=$(tr -d '\r' <"$file" |
			    sed -e ':a' -e '/=$/{N;s/=\n//;ba' -e '}' |
			    sed 's/=3D/=/g' |
			    grep -o "$path?token=[A-Za-z0-9_-]*" | head -n 1)
			[ -z "$token" ] || { echo "${token##*=}"; return 0; }
		done < <(grep -li "^To:.*$address" "$mails"/*.eml 2>/dev/null |
		    xargs -r ls -t)
		sleep 0.1
	done
	return 1
}

# ---- registration

call POST /auth/register "$(jq -n --arg e "$email" --arg u "$username" \
    --arg p "$password" '{email: $e, username: $u, password: $p,
    fullName: "Walker Example", sex: "OTHER", addressLine1: "1 Test Street",
    city: "Test City", stateProvinceCode: "TC", countryCode: "US",
    postalCode: "12345", locale: "en-GB", timeZone: "Europe/London",
    consent: true}')"
ok 'register: 201 with the User' both 201 \
    '.user.email and .user.household.role == "owner" and (.user.emailVerified | not)'
ok 'and its Location' header location
call POST /auth/register "$(jq -n --arg e "$email" --arg u "$username" \
    --arg p "$password" '{email: $e, username: $u, password: $p, fullName: "W"}')"
ok 'register again: 409' both 409 '.errors | length == 2'
call POST /auth/register '{"email":"x","password":"short"}'
ok 'register with faults: 400, all at once' both 400 '.errors | length >= 4'

# ---- the address

token=$(mailed "$email" /verify)
ok 'the welcome mail has a link' [ -n "$token" ]
call POST /auth/email/verify "{\"token\":\"$token\"}"
ok 'verify: 204' is 204
call POST /auth/email/verify "{\"token\":\"$token\"}"
ok 'verify again: 400' is 400
call POST /auth/email/resend "{\"email\":\"$email\"}"
ok 'resend: 202' is 202
call POST /auth/email/resend '{"email":"nobody@example.com"}'
ok 'resend for nobody: 202 as well' is 202

# ---- logging in

login() {
	call POST /auth/login "$(jq -n --arg l "$1" --arg p "$2" \
	    '{login: $l, password: $p, deviceName: "walk"}')"
}
login "$email" "$password"
ok 'login by address: Tokens' both 200 \
    '(keys == ["accessToken","expiresIn","refreshToken","tokenType","user"])
    and .tokenType == "Bearer" and .expiresIn == 3600 and .user.emailVerified'
access=$(get .accessToken)
refresh=$(get .refreshToken)
login "$username" "$password"
ok 'login by username' is 200
login "$email" 'wrong horse'
ok 'login with a wrong password: 401' is 401
call POST /auth/login "$(jq -n --arg e "$email" --arg p "$password" \
    '{email: $e, password: $p}')"
ok 'login by "email"' is 200
old=$(get .refreshToken)

# ---- refreshing

call POST /auth/refresh "{\"refreshToken\":\"$old\"}"
ok 'refresh: new Tokens' both 200 '.accessToken and .refreshToken'
new=$(get .refreshToken)
call POST /auth/refresh "{\"refreshToken\":\"$old\"}"
ok 'an answer that was lost: the same again' test "$(get .refreshToken)" = "$new"
call POST /auth/refresh "{\"refreshToken\":\"$new\"}"
last=$(get .refreshToken)
call POST /auth/refresh "{\"refreshToken\":\"$old\"}"
ok 'a used one: 401' is 401
call POST /auth/refresh "{\"refreshToken\":\"$last\"}"
ok 'and its family is over: 401' is 401

# ---- profile

call GET /auth/profile '' "$access"
ok 'profile' both 200 \
    '.user and .profile and .privateProfile.city == "Test City"
    and .preferences.locale == "en-GB"'
call PATCH /auth/profile '{"privateProfile":{"city":"Elsewhere"},"preferences":{"units":"metric"}}' "$access"
ok 'PATCH profile' both 200 \
    '.privateProfile.city == "Elsewhere" and .privateProfile.postalCode == "12345"
    and .preferences.units == "metric"'
call PUT /auth/profile "$body" "$access"
ok 'PUT what was given' both 200 '.privateProfile.city == "Elsewhere"'

# ---- the second factor

call POST /auth/mfa/setup '{}' "$access"
ok 'mfa setup' both 200 \
    '.secret and (.otpauthUri | startswith("otpauth://totp/")) and (.qrSvg | startswith("<svg"))'
secret=$(get .secret)
now=$(date +%s)
call POST /auth/mfa/setup/verify '{"code":"000000"}' "$access"
ok 'a wrong code does not turn it on' [ "$status" -ge 400 ]
call POST /auth/mfa/setup/verify "{\"code\":\"$(code "$secret" "$now")\"}" "$access"
ok 'the right one gives ten backup codes' both 200 '.backupCodes | length == 10'
backup=$(get '.backupCodes[0]')
login "$email" "$password"
ok 'login now has a second step, of three members' both 200 \
    'keys == ["mfaRequired","sessionToken","tokenType"] and .mfaRequired'
step=$(get .sessionToken)
call POST /auth/mfa/verify "{\"sessionToken\":\"$step\",\"code\":\"$(code "$secret" "$now")\"}"
ok 'a code works once: 401' is 401
next=$(((now / 30 + 1) * 30))	# a code is good in its time and the next
while [ "$(date +%s)" -lt $next ]; do sleep 0.2; done
call POST /auth/mfa/verify "{\"sessionToken\":\"$step\",\"code\":\"$(code "$secret" $next)\"}"
ok 'the next one: Tokens' both 200 '.accessToken and .user.mfaEnabled'
login "$email" "$password"
step=$(get .sessionToken)
call POST /auth/mfa/verify "{\"sessionToken\":\"$step\",\"backupCode\":\"$backup\"}"
ok 'a backup code: Tokens' both 200 .accessToken
login "$email" "$password"
step=$(get .sessionToken)
call POST /auth/mfa/verify "{\"sessionToken\":\"$step\",\"backupCode\":\"$backup\"}"
ok 'works once, too: 401' is 401
call POST /auth/mfa/backup-codes '{"password":"wrong horse"}' "$access"
ok 'new backup codes need the password' is 400
call POST /auth/mfa/backup-codes "$(jq -n --arg p "$password" '{password: $p}')" "$access"
ok 'with it there are ten' both 200 '.backupCodes | length == 10'
call POST /auth/mfa/disable "$(jq -n --arg p "$password" '{password: $p}')" "$access"
ok 'mfa disable: 204' is 204

# ---- sessions

login "$email" "$password"
other=$(get .accessToken)
call GET /auth/sessions '' "$access"
ok 'sessions' both 200 '(.items | length >= 2) and ([.items[] | select(.current)] | length == 1)'
call GET /auth/sessions '' "$other"
id=$(get '[.items[] | select(.current)][0].id')
call DELETE "/auth/sessions/$id" '' "$access"
ok 'ending one: 204' is 204
call GET /auth/profile '' "$other"
ok 'which is over at once: 401' is 401

# ---- API tokens

call POST /auth/tokens '{"name":"walk","scopes":["recipes:read"]}' "$access"
ok 'a token: 201, shown once' both 201 '.id and .token and (.scopes == ["recipes:read"])'
ok 'with its Location' header location
key=$(get .token)
id=$(get .id)
call GET /recipes '' "$key"
ok 'it reads recipes' is 200
call POST /recipes '{"name":"No"}' "$key"
ok 'and writes none: 403' is 403
call GET /auth/tokens '' "$key"
ok 'nor sees tokens: 403' is 403
call GET /auth/tokens '' "$access"
ok 'the list has it without its secret' both 200 \
    '(.items | length == 1) and (.items[0] | has("token") | not) and .items[0].usedAt'
call DELETE "/auth/tokens/$id" '' "$access"
ok 'revoked: 204' is 204
call GET /recipes '' "$key"
ok 'and over: 401' is 401

# ---- passwords

call POST /auth/password/change "$(jq -n --arg p "$password" \
    '{currentPassword: $p, password: "eight brown bottles"}')" "$access"
ok 'password change: 204' is 204
password='eight brown bottles'
call POST /auth/password/forgot "{\"email\":\"$email\"}"
ok 'forgot: 202' is 202
call POST /auth/password/forgot '{"email":"nobody@example.com"}'
ok 'for nobody: 202 as well' is 202
token=$(mailed "$email" /reset)
ok 'the mail has a link' [ -n "$token" ]
call POST /auth/password/reset "{\"token\":\"$token\",\"password\":\"nine white bottles\"}"
ok 'reset: 204' is 204
call POST /auth/password/reset "{\"token\":\"$token\",\"password\":\"nine white bottles\"}"
ok 'once: 400' is 400
call GET /auth/profile '' "$access"
ok 'all sessions are over: 401' is 401
call POST /auth/refresh "{\"refreshToken\":\"$refresh\"}"
ok 'refresh tokens as well: 401' is 401
password='nine white bottles'
login "$email" "$password"
ok 'the new password lets in' is 200
access=$(get .accessToken)

# ---- privacy

call POST /account/export '' "$access"
ok 'export: 202' is 202
id=$(get .id)
for ((i = 0; i < 100; i++)); do
	type=$(curl -sS -m 30 -o "$work/export" -w '%{content_type}' \
	    -H "Authorization: Bearer $access" "$api/account/export/$id")
	[ "$type" = application/zip ] && break
	sleep 0.2
done
ok 'becomes a zip' [ "$type" = application/zip ]
ok 'that opens' python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1]); sys.exit(z.testzip() is not None
    or "index.html" not in [n.split("/")[-1] for n in z.namelist()])' "$work/export"

# ---- logging out, and away

login "$email" "$password"
spare=$(get .accessToken)
call POST /auth/logout '{}' "$spare"
ok 'logout: 204' is 204
call GET /auth/profile '' "$spare"
ok 'is over: 401' is 401
call DELETE /account '{"password":"wrong horse"}' "$access"
ok 'deletion needs the password' is 400
call DELETE /account "$(jq -n --arg p "$password" '{password: $p}')" "$access"
ok 'deletion: 202' is 202
call GET /auth/profile '' "$access"
ok 'ends all sessions: 401' is 401
login "$email" "$password"
ok 'in the days of grace one may come back' both 200 '.user.deletionAt'

echo "1..$n"
exit $failed
