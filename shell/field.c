/* SPDX-License-Identifier: Apache-2.0 */
#include "shell/field.h"
#include <string.h>

const json_t *field_get(const json_t *record, const char *path)
{
	while (record) {
		size_t size = strcspn(path, ".");
		record = json_object_getn(record, path, size);
		if (path[size] == '\0')
			return record;
		path += size + 1;
	}
	return NULL;
}

const char *field_str(const json_t *record, const char *path, const char *fallback)
{
	const char *text = json_string_value(field_get(record, path));
	return text ? text : fallback;
}

int64_t field_int(const json_t *record, const char *path, int64_t fallback)
{
	const json_t *value = field_get(record, path);
	return json_is_number(value) ? (int64_t)json_number_value(value) : fallback;
}

bool field_bool(const json_t *record, const char *path)
{
	return json_is_true(field_get(record, path));
}

bool field_set(const json_t *record, const char *path)
{
	const json_t *value = field_get(record, path);
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_TRUE:
		return true;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_INTEGER:
	case JSON_REAL:
		return json_number_value(value) != 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_OBJECT:
		return json_object_size(value) > 0;
	}
	return false;
}
