#include <string.h>

#include "store/cx.h"
#include "data/doc.h"
#include "account/profile.h"
#include "data/zone.h"

/* Those that most people look for, in their own words; any other may be
 * typed by an app and is kept. */
static const struct {
	const char	*tag, *name;
} locales[] = {
	{ "bg-BG", "Български (България)" },
	{ "cs-CZ", "Čeština (Česko)" },
	{ "da-DK", "Dansk (Danmark)" },
	{ "de-AT", "Deutsch (Österreich)" },
	{ "de-CH", "Deutsch (Schweiz)" },
	{ "de-DE", "Deutsch (Deutschland)" },
	{ "el-GR", "Ελληνικά (Ελλάδα)" },
	{ "en-AU", "English (Australia)" },
	{ "en-CA", "English (Canada)" },
	{ "en-GB", "English (United Kingdom)" },
	{ "en-IE", "English (Ireland)" },
	{ "en-IN", "English (India)" },
	{ "en-US", "English (United States)" },
	{ "es-ES", "Español (España)" },
	{ "es-MX", "Español (México)" },
	{ "fi-FI", "Suomi (Suomi)" },
	{ "fr-CA", "Français (Canada)" },
	{ "fr-CH", "Français (Suisse)" },
	{ "fr-FR", "Français (France)" },
	{ "hu-HU", "Magyar (Magyarország)" },
	{ "it-IT", "Italiano (Italia)" },
	{ "ja-JP", "日本語 (日本)" },
	{ "ko-KR", "한국어 (대한민국)" },
	{ "nb-NO", "Norsk bokmål (Norge)" },
	{ "nl-NL", "Nederlands (Nederland)" },
	{ "pl-PL", "Polski (Polska)" },
	{ "pt-BR", "Português (Brasil)" },
	{ "pt-PT", "Português (Portugal)" },
	{ "ro-RO", "Română (România)" },
	{ "ru-RU", "Русский (Россия)" },
	{ "sv-SE", "Svenska (Sverige)" },
	{ "tr-TR", "Türkçe (Türkiye)" },
	{ "uk-UA", "Українська (Україна)" },
	{ "zh-CN", "中文 (中国)" },
};

static void
offer(struct arena *arena, struct doc *list, const char *value,
    const char *name, bool chosen)
{
	struct doc *option = doc_add(list, doc_object(arena));

	doc_append(option, "value", doc_text(arena, value));
	doc_append(option, "label", doc_text(arena, name));
	doc_append(option, "selected", doc_bool(arena, chosen));
}

static struct doc *
locale_options(struct arena *arena, const char *now)
{
	struct doc *list = doc_list(arena);
	bool known = false;
	size_t i;

	for (i = 0; i < COUNT(locales); i++)
		known = known || strcmp(locales[i].tag, now) == 0;
	if (!known)
		offer(arena, list, now, now, true);
	for (i = 0; i < COUNT(locales); i++)
		offer(arena, list, locales[i].tag, locales[i].name,
		    strcmp(locales[i].tag, now) == 0);
	return list;
}

static struct doc *
zone_options(struct arena *arena, const char *now)
{
	const char *const *names = zone_names(arena), *const *p;
	struct doc *list = doc_list(arena);
	bool known = false;

	for (p = names; *p; p++)
		known = known || strcmp(*p, now) == 0;
	if (!known)
		offer(arena, list, now, now, true);
	for (p = names; *p; p++)
		offer(arena, list, *p, *p, strcmp(*p, now) == 0);
	return list;
}

void
profile_page_extras(struct cx *cx, struct doc *profile)
{
	const struct doc *now = doc_get(profile, "preferences");

	if (!profile)
		return;
	doc_append(profile, "locales", locale_options(cx->arena, doc_str(now,
	    "locale")));
	doc_append(profile, "zones", zone_options(cx->arena, doc_str(now,
	    "timeZone")));
}
