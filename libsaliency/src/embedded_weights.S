// SPDX-License-Identifier: Apache-2.0
// The weights file as read-only data. JPEGAWARE_WEIGHTS_FILE is its path, from CMake.
        .section .rodata
        .balign 64
        .globl jpegaware_embedded_weights_begin
        .hidden jpegaware_embedded_weights_begin
        .globl jpegaware_embedded_weights_end
        .hidden jpegaware_embedded_weights_end
jpegaware_embedded_weights_begin:
        .incbin JPEGAWARE_WEIGHTS_FILE
jpegaware_embedded_weights_end:
        .section .note.GNU-stack, "", @progbits
