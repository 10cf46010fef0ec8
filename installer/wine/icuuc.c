/* Every Windows 10 since 1703 has icuuc.dll, Wine has not. Qt6Core asks it for text codecs beyond UTF and Latin 1, and
   does without when it is told that there are none. Lies in the Wine prefix, never in what is shipped. */
#define X __declspec(dllexport)
#define NO_SUCH_FILE 4
X void *ucnv_open(const char *name, int *error) { if (error) *error = NO_SUCH_FILE; return 0; }
X void ucnv_close(void *c) {}
X void ucnv_reset(void *c) {}
X int ucnv_countAvailable(void) { return 0; }
X const char *ucnv_getAvailableName(int i) { return 0; }
X const char *ucnv_getStandardName(const char *n, const char *s, int *error) { if (error) *error = NO_SUCH_FILE; return 0; }
X const char *ucnv_getName(void *c, int *error) { if (error) *error = NO_SUCH_FILE; return ""; }
X signed char ucnv_getMaxCharSize(void *c) { return 1; }
X void ucnv_getToUCallBack(void *c, void **a, const void **x) {}
X void ucnv_getFromUCallBack(void *c, void **a, const void **x) {}
X void ucnv_setToUCallBack(void *c, void *a, const void *x, void **o, const void **p, int *error) { if (error) *error = NO_SUCH_FILE; }
X void ucnv_setFromUCallBack(void *c, void *a, const void *x, void **o, const void **p, int *error) { if (error) *error = NO_SUCH_FILE; }
X void ucnv_cbToUWriteUChars(void) {}
X void ucnv_cbFromUWriteUChars(void) {}
X void ucnv_toUnicode(void *c, void **t, const void *tl, const char **s, const char *sl, int *o, signed char f, int *error) { if (error) *error = NO_SUCH_FILE; }
X void ucnv_fromUnicode(void *c, char **t, const char *tl, const void **s, const void *sl, int *o, signed char f, int *error) { if (error) *error = NO_SUCH_FILE; }
X int ucnv_toUCountPending(void *c, int *error) { return 0; }
X int ucnv_fromUCountPending(void *c, int *error) { return 0; }
X void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
X void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
int __stdcall DllMainCRTStartup(void *h, unsigned reason, void *p) { return 1; }
