/* store/lock.h - one writer at a time: an advisory lock on a file of the KB's folder. */
#ifndef GAZ_STORE_LOCK_H
#define GAZ_STORE_LOCK_H

#include "base/base.h"

/* Locks the file `path` (made when missing) and writes who we are into it. Returns the descriptor in
 * *lock; GAZ_ERROR_BUSY when another process has it, with "process PID on HOST" in `holder`. */
gaz_status gaz_lock_take(const char *path, int *lock, char holder[256], gaz_error *error);
void gaz_lock_give(int lock);

#endif
