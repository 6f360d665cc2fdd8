/*
 * Runs each file named on the command line through the fuzz target it is
 * linked with, without libFuzzer. Exit status 0 if all came back.
 */
#include "fuzz.h"

#define INPUT_MAX ((size_t)4 << 20)

static int
replay(const char *path)
{
	static uint8_t bytes[INPUT_MAX];
	FILE *in = fopen(path, "rb");
	size_t n;

	if (!in) {
		perror(path);
		return 1;
	}
	n = fread(bytes, 1, sizeof(bytes), in);
	fclose(in);
	LLVMFuzzerTestOneInput(bytes, n);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0, i;

	for (i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	return failed;
}
