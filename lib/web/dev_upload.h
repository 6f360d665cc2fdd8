/*
 * dev_upload: what a request's files and fields were, for developers and
 * tests.
 */
#ifndef MEAL_DEV_UPLOAD_H
#define MEAL_DEV_UPLOAD_H

struct doc;
struct req;

/* {fields, files: [{name, filename, type, size, hash}]}; the hash is that of
 * secret_hash. */
struct doc *dev_upload(struct req *);

#endif
