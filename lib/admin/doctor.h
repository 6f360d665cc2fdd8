/*
 * doctor: looks at an installation, says what is wrong or weak, and what to
 * do about it.
 */
#ifndef MEAL_DOCTOR_H
#define MEAL_DOCTOR_H

#include <stdbool.h>
#include <stdio.h>

struct cx;

/*
 * A line per check: "ok", "warn" or "fail", what was looked at, what is the
 * matter and what to do; as objects {check, verdict, problem, remedy} when
 * json. Reads the configuration itself; cx->db is made and closed here.
 * ERR_CONFLICT when something fails.
 */
bool	doctor(struct cx *, bool json, FILE *out);

#endif
