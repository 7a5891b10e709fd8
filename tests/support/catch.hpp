// SPDX-License-Identifier: Apache-2.0
// Catch2 of either major version under one name: Debian 12 has 2.13.
#pragma once
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
