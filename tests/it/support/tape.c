/* Laid before the system's C library by the tests (LD_PRELOAD): writes down what a program does to the files of one
   folder, and fails or ends the program at a chosen call. The Rust beside it (tape.rs) reads what this writes.

   LEADLINE_TAPE        where to write it down; nothing is written down without it
   LEADLINE_TAPE_UNDER  the folder that is watched; folders named log in it are not
   LEADLINE_TAPE_FAULT  "N what": the N-th watched call fails with the error number `what`, or ends the program when
                        `what` is `kill`. Only writes, syncs, truncations, renames, removals and makings are counted.

   A change is written down after it was made, a sync before and after: what stands before a sync's beginning is on
   disk at its end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct head {
  uint32_t op;   /* one letter */
  uint32_t tid;  /* which thread */
  uint64_t ino;  /* which file */
  uint64_t at;   /* where in it, or its new length */
  uint64_t len;  /* bytes that follow */
};

enum { HANDLES = 65536 };
static uint64_t watched[HANDLES]; /* inode by handle; 0 when it is none of ours */
static int tape = -1;
static const char *under;
static size_t under_len;
static long fault_at, fault_error, calls;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("LEADLINE_TAPE"), *fault = getenv("LEADLINE_TAPE_FAULT");
  under = getenv("LEADLINE_TAPE_UNDER");
  under_len = under ? strlen(under) : 0;
  if (path) tape = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fault) {
    char *rest;
    fault_at = strtol(fault, &rest, 10);
    fault_error = strstr(rest, "kill") ? -1 : strtol(rest, NULL, 10);
  }
}

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int ours(const char *path) {
  return under_len && path && !strncmp(path, under, under_len) && (path[under_len] == '/' || !path[under_len]) &&
         !strstr(path + under_len, "/log");
}

static uint64_t of(int fd) { return fd >= 0 && fd < HANDLES ? watched[fd] : 0; }

static void put(char op, uint64_t ino, uint64_t at, const void *data, uint64_t len) {
  struct head head = {(uint32_t)op, (uint32_t)syscall(SYS_gettid), ino, at, len};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)data, len}};
  int before = errno;
  if (tape >= 0) syscall(SYS_writev, tape, parts, len ? 2 : 1);
  errno = before;
}

/* Counts a watched call; true when it is the one that fails. */
static int fails(void) {
  if (!fault_at || __sync_add_and_fetch(&calls, 1) != fault_at) return 0;
  if (fault_error < 0) syscall(SYS_kill, getpid(), SIGKILL);
  put('F', 0, 0, NULL, 0);
  errno = (int)fault_error;
  return 1;
}

static int opened(int fd, const char *path, int flags) {
  struct stat found;
  if (fd < 0 || fd >= HANDLES) return fd;
  watched[fd] = 0;
  if (ours(path) && !fstat(fd, &found)) {
    watched[fd] = found.st_ino;
    put(S_ISDIR(found.st_mode) ? 'D' : 'O', found.st_ino, 0, path, strlen(path));
    if (flags & O_TRUNC) put('T', found.st_ino, 0, NULL, 0);
  }
  return fd;
}

#define OPEN(name)                                                                    \
  int name(const char *path, int flags, ...) {                                        \
    static int (*real)(const char *, int, ...);                                       \
    va_list more;                                                                     \
    if (!real) real = next(#name);                                                    \
    va_start(more, flags);                                                            \
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;                               \
    va_end(more);                                                                     \
    if (ours(path) && (flags & O_CREAT) && access(path, F_OK) && fails()) return -1;  \
    return opened(real(path, flags, mode), path, flags);                              \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  static int (*real)(int);
  if (!real) real = next("close");
  if (fd >= 0 && fd < HANDLES) watched[fd] = 0;
  return real(fd);
}

#define PWRITE(name, offset)                                                          \
  ssize_t name(int fd, const void *data, size_t len, offset at) {                     \
    static ssize_t (*real)(int, const void *, size_t, offset);                        \
    if (!real) real = next(#name);                                                    \
    if (of(fd) && fails()) return -1;                                                 \
    ssize_t done = real(fd, data, len, at);                                           \
    if (of(fd) && done > 0) put('W', of(fd), (uint64_t)at, data, (uint64_t)done);     \
    return done;                                                                      \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t len) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = next("write");
  if (of(fd) && fails()) return -1;
  ssize_t done = real(fd, data, len);
  if (done > 0 && of(fd)) put('W', of(fd), (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), data, (uint64_t)done);
  if (done > 4 && fd == 1 && !memcmp(data, "ACK ", 4)) put('A', 0, 0, data, (uint64_t)done);
  return done;
}

#define SYNC(name)                                                                    \
  int name(int fd) {                                                                  \
    static int (*real)(int);                                                          \
    if (!real) real = next(#name);                                                    \
    if (!of(fd)) return real(fd);                                                     \
    if (fails()) return -1;                                                           \
    put('S', of(fd), 0, NULL, 0);                                                     \
    int done = real(fd);                                                              \
    if (!done) put('s', of(fd), 0, NULL, 0);                                          \
    return done;                                                                      \
  }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset)                                                        \
  int name(int fd, offset len) {                                                      \
    static int (*real)(int, offset);                                                  \
    if (!real) real = next(#name);                                                    \
    if (of(fd) && fails()) return -1;                                                 \
    int done = real(fd, len);                                                         \
    if (of(fd) && !done) put('T', of(fd), (uint64_t)len, NULL, 0);                    \
    return done;                                                                      \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int unlink(const char *path) {
  static int (*real)(const char *);
  if (!real) real = next("unlink");
  if (ours(path) && !access(path, F_OK) && fails()) return -1;
  int done = real(path);
  if (ours(path) && !done) put('U', 0, 0, path, strlen(path));
  return done;
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  char both[8192];
  if (!real) real = next("rename");
  if (ours(to) && fails()) return -1;
  int done = real(from, to);
  if (ours(to) && !done) put('R', 0, 0, both, (uint64_t)snprintf(both, sizeof both, "%s\n%s", from, to));
  return done;
}

/* Copies are made in ways that are written down. */
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t len, unsigned flags) {
  (void)from, (void)a, (void)to, (void)b, (void)len, (void)flags;
  errno = ENOSYS;
  return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t len) {
  (void)to, (void)from, (void)at, (void)len;
  errno = EINVAL;
  return -1;
}
