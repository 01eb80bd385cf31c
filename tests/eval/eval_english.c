#include "eval.h"

void eval_english(const eval *context) { (void)context; }
