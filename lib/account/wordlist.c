#include "account/wordlist.h"

#include <packer.h>
#include <stdio.h>
#include <string.h>

#include "data/conf.h"
#include "base/log.h"

static PWDICT *dictionary;
static unsigned missing;	/* the place of what is not in it */
static bool tried;

bool
wordlist_open(const struct conf *conf)
{
	char mode[] = "r", none[] = "";

	if (tried)
		return dictionary != NULL;
	tried = true;
	dictionary = PWOpen(conf->password_dictionary, mode);
	if (dictionary)
		missing = FindPW(dictionary, none);
	else
		log_event("wordlist", "%s cannot be opened; passwords are "
		    "checked against a short list only",
		    conf->password_dictionary);
	return dictionary != NULL;
}

bool
wordlist_has(const struct conf *conf, const char *word)
{
	char copy[WORDLIST_MAX + 1];	/* it wants one it may write to */
	size_t n = strlen(word);

	if (!n || n > WORDLIST_MAX || !wordlist_open(conf))
		return false;
	memcpy(copy, word, n + 1);
	return FindPW(dictionary, copy) != missing;
}
