/* SPDX-License-Identifier: Apache-2.0 */
/* Stage: loading jpegli. Input: nothing. Output: symbols that let PyPI's pyjpegli module load.
 * The module holds the jpegli library and also Python's bindings, whose data references must
 * resolve when it is loaded. None of its Python code is ever called here, so placeholders do, and
 * no Python is started (which would cost jpegli 10 ms in every speed measurement). */

#define PLACEHOLDER(name)                                                 \
  __attribute__((visibility("default"))) extern char name[512]; \
  char name[512]

PLACEHOLDER(PyBaseObject_Type);
PLACEHOLDER(PyByteArray_Type);
PLACEHOLDER(PyCFunction_Type);
PLACEHOLDER(PyDict_Type);
PLACEHOLDER(PyExc_ImportError);
PLACEHOLDER(PyExc_IndexError);
PLACEHOLDER(PyExc_MemoryError);
PLACEHOLDER(PyExc_OverflowError);
PLACEHOLDER(PyExc_RuntimeError);
PLACEHOLDER(PyExc_SystemError);
PLACEHOLDER(PyExc_TypeError);
PLACEHOLDER(PyExc_ValueError);
PLACEHOLDER(PyFloat_Type);
PLACEHOLDER(PyInstanceMethod_Type);
PLACEHOLDER(PyModule_Type);
PLACEHOLDER(PyProperty_Type);
PLACEHOLDER(PyType_Type);
PLACEHOLDER(_Py_NoneStruct);
PLACEHOLDER(_Py_NotImplementedStruct);
