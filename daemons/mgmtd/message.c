/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/mgmtd/message.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "lib/log.h"

struct message_class {
	const char *program;
	unsigned number;
};

static const struct message_class classes[] = {
    {"iked", 750000}, {"espd", 402000}, {"bgpd", 418000}, {"ribd", 317000}};

#define OTHER_CLASS 199000

/* The first entry whose words are in the text tells the number. */
static const struct event {
	const char *program, *words;
	unsigned number;
} events[] = {
    {"iked", ": IKE SA established with ", 750006},
    {"iked", ": CHILD SA made", 602303},
    {"iked", ": IKE SA is gone", 750007},
    {"iked", " is gone", 602304},
    {"iked", ": IKE_SA_INIT from ", 750003},
    {"iked", ": CHILD SA refused", 750003},
    {"iked", ": peer's CHILD SA refused", 750003},
    {"iked", "both ends rekeyed", 750005},
    {"debug", "", 711001},
    {"espd", ": line protocol up", 411001},
    {"espd", ": line protocol down", 411002},
    {"bgpd", " Up", 418018},
    {"bgpd", " Down", 418018},
    {"ribd", " is running", 411001},
    {"ribd", " is not running", 411002},
    {"ribd", ": Allocated ip = ", 604101},
    {"ribd", ": address released", 604102},
    {"mgmtd", "all daemons are ready", 199002},
    {"mgmtd", " reloads the system", 199001},
    {"mgmtd", " has saved the configuration", 111004},
    {"mgmtd", " has erased the saved configuration", 111003},
    {"mgmtd", " gave a wrong password for level ", 308001},
    {"mgmtd", " was ended by signal ", 199013},
    {"mgmtd", " not responding: ", 414003},
    {"mgmtd", " is reached again", 414005},
    {"mgmtd", "): ", 111008},
};

static int severity_of(const char *word)
{
	static const int severities[] = {
	    [LOG_LEVEL_ERROR] = 3,
	    [LOG_LEVEL_WARN] = 4,
	    [LOG_LEVEL_NOTICE] = 5,
	    [LOG_LEVEL_INFO] = 6,
	    [LOG_LEVEL_DEBUG] = 7,
	};
	enum log_level level;
	return log_level_parse(word, &level) ? severities[level] : 3;
}

static unsigned class_of(const char *program)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].program, program) == 0)
			return classes[i].number;
	return OTHER_CLASS;
}

static unsigned number_of(const char *program, const char *text)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].program, program) == 0 && strstr(text, events[i].words) != NULL)
			return events[i].number;
	return class_of(program);
}

void message_parse(struct message *m, const char *line)
{
	struct tm tm = {0};
	char level[16];
	int at = 0;
	*m = (struct message){.severity = 3, .number = OTHER_CLASS, .text = line};
	int fields = sscanf(line, "%4d-%2d-%2dT%2d:%2d:%2d.%*3dZ %31s %15s %n", &tm.tm_year, &tm.tm_mon,
	    &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, m->program, level, &at);
	if (fields < 8 || at == 0) {
		m->program[0] = '\0';
		return;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	m->at = timegm(&tm);
	m->text = line + at;
	m->severity = severity_of(level);
	m->number = number_of(m->program, m->text);
}

const char *message_text(const struct message *m, char *dst, size_t size)
{
	bool named = m->program[0] != '\0' && m->number == class_of(m->program);
	snprintf(dst, size, "%s%s%s", named ? m->program : "", named ? ": " : "", m->text);
	return dst;
}

/* "" without a stamp; a line of another form has no time. */
static const char *stamp_of(const struct message *m, enum message_stamp stamp, char *dst, size_t size)
{
	time_t at = (time_t)m->at;
	struct tm tm;
	*dst = '\0';
	if (stamp != MESSAGE_STAMP_NONE && at != 0)
		strftime(dst, size, stamp == MESSAGE_STAMP_DATE ? "%b %d %Y %H:%M:%S" : "%Y-%m-%dT%H:%M:%SZ",
		    gmtime_r(&at, &tm));
	return dst;
}

const char *message_format(const struct message *m, enum message_stamp stamp, char *dst, size_t size)
{
	char text[MESSAGE_SIZE], when[32];
	stamp_of(m, stamp, when, sizeof(when));
	snprintf(dst, size, "%s%s%%ASA-%d-%06u: %s", when, *when ? ": " : "", m->severity, m->number,
	    message_text(m, text, sizeof(text)));
	return dst;
}

const char *message_wire(const struct message *m, unsigned facility, enum message_stamp stamp, const char *id,
    char *dst, size_t size)
{
	char text[MESSAGE_SIZE], when[32];
	stamp_of(m, stamp, when, sizeof(when));
	snprintf(dst, size, "<%u>%s%s%s%s%%ASA-%d-%06u: %s", facility * 8 + (unsigned)m->severity, when,
	    *when && *id ? " " : "", id,
	    *id     ? " : "
	    : *when ? ": "
		    : "",
	    m->severity, m->number, message_text(m, text, sizeof(text)));
	return dst;
}
