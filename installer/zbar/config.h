/* What zbar's configure would say of mingw-w64: the codes that Packdesk reads back, no camera. */
#define ZBAR_VERSION_MAJOR 0
#define ZBAR_VERSION_MINOR 23
#define ZBAR_VERSION_PATCH 92
#define LIB_VERSION_MAJOR 0
#define LIB_VERSION_MINOR 3
#define LIB_VERSION_REVISION 0
#define PACKAGE_VERSION "0.23.92"
#define ENABLE_EAN 1
#define ENABLE_I25 1
#define ENABLE_DATABAR 1
#define ENABLE_CODABAR 1
#define ENABLE_CODE39 1
#define ENABLE_CODE93 1
#define ENABLE_CODE128 1
#define ENABLE_QRCODE 1
#define ENABLE_SQCODE 1
#define HAVE_INTTYPES_H 1
#define HAVE_STDINT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_ERRNO_H 1
#define HAVE_FCNTL_H 1
#define HAVE_UNISTD_H 1
#define ICONV_CONST
#define NDEBUG 1
