/* A machine whose disk and clock do as a test says: preloaded into the real process.
 *
 * The file named by GATE_MACHINE holds: int32 errno of every write below GATE_DISK (0 = none),
 * int32 what adjtimex says (-1 = the truth, 0 = not synchronised, 1 = synchronised),
 * int64 seconds that the wall clock is ahead, int64 bytes written below GATE_DISK so far,
 * int32 whether the main thread's next wait for events never ends.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

struct machine {
    int32_t broken;
    int32_t synchronised;
    int64_t ahead;
    _Atomic int64_t written;
    _Atomic int32_t hung;
};

static struct machine *machine;
static const char *disk;

__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("GATE_MACHINE"), O_RDWR | O_CLOEXEC);
    disk = getenv("GATE_DISK");
    machine = mmap(NULL, sizeof *machine, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (machine == MAP_FAILED || !disk) abort();
    close(file);
}

static int is_on_disk(int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, disk, strlen(disk)) == 0;
}

static int fails(int file) {
    if (!machine || !is_on_disk(file)) return 0;
    errno = machine->broken;
    return machine->broken != 0;
}

static ssize_t counted(int file, ssize_t written) {
    if (machine && written > 0 && is_on_disk(file)) machine->written += written;
    return written;
}

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) {
    return fails(file) ? -1 : counted(file, REAL(write)(file, data, size));
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return fails(file) ? -1 : counted(file, REAL(pwrite)(file, data, size, at));
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return fails(file) ? -1 : counted(file, REAL(pwrite64)(file, data, size, at));
}

int ftruncate64(int file, off64_t size) {
    return fails(file) ? -1 : REAL(ftruncate64)(file, size);
}

int ftruncate(int file, off_t size) {
    return fails(file) ? -1 : REAL(ftruncate)(file, size);
}

int fsync(int file) {
    return fails(file) ? -1 : REAL(fsync)(file);
}

int fdatasync(int file) {
    return fails(file) ? -1 : REAL(fdatasync)(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = REAL(clock_gettime)(clock, now);
    if (machine && clock == CLOCK_REALTIME) now->tv_sec += machine->ahead;
    return result;
}

int adjtimex(struct timex *state) {
    int result = REAL(adjtimex)(state);
    if (!machine || machine->synchronised < 0) return result;
    state->status = machine->synchronised ? state->status & ~STA_UNSYNC : state->status | STA_UNSYNC;
    return machine->synchronised ? TIME_OK : TIME_ERROR;
}

int epoll_wait(int poll, struct epoll_event *events, int most, int patience) {
    while (machine && machine->hung && gettid() == getpid()) usleep(10000);
    return REAL(epoll_wait)(poll, events, most, patience);
}
