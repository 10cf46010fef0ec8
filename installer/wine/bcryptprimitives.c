/* Windows 10 has bcryptprimitives.dll, Wine 8 has not. Rust's library takes its random numbers from it. */
typedef unsigned char *Bytes;
__declspec(dllimport) unsigned char __stdcall SystemFunction036(Bytes data, unsigned long count); /* RtlGenRandom */
__declspec(dllexport) int __stdcall ProcessPrng(Bytes data, unsigned long long count)
{
    return SystemFunction036(data, (unsigned long)count);
}
int __stdcall DllMainCRTStartup(void *h, unsigned reason, void *p) { return 1; }
