// SPDX-License-Identifier: Apache-2.0
// Stage of make_request(): cjpeg's switches that say how a picture is coded -> the Request.
#pragma once

#include "command_line.h"
#include "jpegaware/result.h"
#include "request.h"

namespace jpegaware::apps {

/// -quality: the first of a list is luma's, the second chroma's; those behind steer -qtables'
/// tables alone.
[[nodiscard]] Result<void> set_quality(const Switch& given, Request& request);

/// -qslots: whether its value can be a list of tables.
[[nodiscard]] Result<void> check_slots(const Switch& given);

/// -dct: all three are accepted, because the transform is always one accurate to 1/16 and as fast
/// as any.
[[nodiscard]] Result<void> check_dct(const Switch& given);

/// -sample: auto, factors that the optimiser knows, or others, which only libjpeg-turbo does.
[[nodiscard]] Result<void> set_sampling(const Switch& given, Request& request);

/// -restart.
[[nodiscard]] Result<void> set_restart(const Switch& given, Request& request);

/// -rgb and samplings that only libjpeg-turbo's own encoder knows: every block alike. Refuses
/// what says which blocks matter, for it would be lost. To be called behind all of the above.
[[nodiscard]] Result<void> settle_plain_coding(const CommandLine& line, Request& request);

/// -qtables and -qslots, with the qualities that scale them. To be called behind all of the above.
[[nodiscard]] Result<void> settle_tables(const CommandLine& line, Request& request);

}  // namespace jpegaware::apps
