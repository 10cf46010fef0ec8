/* Wine 8 aborts in mscms.WcsCreateIccProfile, which Qt's windows plugin calls for each screen. This one says no. */
#define X __declspec(dllexport)
X void *WcsOpenColorProfileW(void *a, void *b, void *c, unsigned d, unsigned e, unsigned f, unsigned g) { return 0; }
X void *OpenColorProfileW(void *a, unsigned b, unsigned c, unsigned d) { return 0; }
X void *WcsCreateIccProfile(void *a, unsigned b) { return 0; }
X int CloseColorProfile(void *a) { return 0; }
X int GetColorProfileFromHandle(void *a, void *b, unsigned *c) { return 0; }
X int GetColorProfileElement(void *a, unsigned b, unsigned c, unsigned *d, void *e, int *f) { return 0; }
X int IsColorProfileTagPresent(void *a, unsigned b, int *c) { return 0; }
X int GetColorDirectoryW(void *a, void *b, unsigned *c) { return 0; }
X int GetStandardColorSpaceProfileW(void *a, unsigned b, void *c, unsigned *d) { return 0; }
int __stdcall DllMainCRTStartup(void *h, unsigned reason, void *p) { return 1; }
