/*
 * agent: what a User-Agent is called by people: "Firefox on Linux". For the
 * list of one's sessions; nothing depends on it, as clients say what they
 * like.
 */
#ifndef MEAL_USER_AGENT_H
#define MEAL_USER_AGENT_H

struct arena;

/* A browser and a system, or the program's own name; NULL when it says
 * nothing that can be shown. */
char   *user_agent_name(struct arena *, const char *agent);

#endif
