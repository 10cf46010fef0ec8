/* Windows 10's C library takes complex numbers apart, Wine 8's ends the program instead; numpy asks when it is imported.
   All else is handed on to Wine's (installer/wine.py). Floats come in one register, doubles by their place, as with
   Microsoft's compiler. */
typedef struct { double re, im; } Double;
typedef struct { float re, im; } Float;
double creal(Double z) { return z.re; }
double cimag(Double z) { return z.im; }
double creall(Double z) { return z.re; }
double cimagl(Double z) { return z.im; }
float crealf(Float z) { return z.re; }
float cimagf(Float z) { return z.im; }
int _fltused;
int __stdcall DllMainCRTStartup(void *h, unsigned reason, void *p) { return 1; }
