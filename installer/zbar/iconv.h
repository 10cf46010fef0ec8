/* The functions of the libiconv.dll that pyzbar ships. */
#include <stddef.h>
typedef void *iconv_t;
iconv_t libiconv_open(const char *, const char *);
size_t libiconv(iconv_t, char **, size_t *, char **, size_t *);
int libiconv_close(iconv_t);
#define iconv_open libiconv_open
#define iconv libiconv
#define iconv_close libiconv_close
