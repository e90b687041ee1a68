"""Arrow arrays made and read by hand: the C structs of its specification, through ctypes, and nothing else.

It is what tests compare the package's own reading and writing with, so it shares nothing with it.
"""

from __future__ import annotations

import ctypes
import datetime
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Optional, Union


class ArrowSchema(ctypes.Structure):
    pass


class ArrowArray(ctypes.Structure):
    pass


class ArrowArrayStream(ctypes.Structure):
    pass


def _pointer(of: type) -> Any:
    return ctypes.POINTER(of)


ReleaseSchema = ctypes.CFUNCTYPE(None, _pointer(ArrowSchema))
ReleaseArray = ctypes.CFUNCTYPE(None, _pointer(ArrowArray))
ReleaseStream = ctypes.CFUNCTYPE(None, _pointer(ArrowArrayStream))
GetSchema = ctypes.CFUNCTYPE(ctypes.c_int, _pointer(ArrowArrayStream), _pointer(ArrowSchema))
GetNext = ctypes.CFUNCTYPE(ctypes.c_int, _pointer(ArrowArrayStream), _pointer(ArrowArray))
GetError = ctypes.CFUNCTYPE(ctypes.c_void_p, _pointer(ArrowArrayStream))

ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
    ("children", _pointer(_pointer(ArrowSchema))), ("dictionary", _pointer(ArrowSchema)),
    ("release", ReleaseSchema), ("private_data", ctypes.c_void_p)]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", _pointer(ctypes.c_void_p)),
    ("children", _pointer(_pointer(ArrowArray))), ("dictionary", _pointer(ArrowArray)),
    ("release", ReleaseArray), ("private_data", ctypes.c_void_p)]
ArrowArrayStream._fields_ = [
    ("get_schema", GetSchema), ("get_next", GetNext), ("get_last_error", GetError),
    ("release", ReleaseStream), ("private_data", ctypes.c_void_p)]

_names = {ArrowSchema: b"arrow_schema", ArrowArray: b"arrow_array", ArrowArrayStream: b"arrow_array_stream"}
_Destructor = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, _Destructor]
_in_capsule = ctypes.pythonapi.PyCapsule_GetPointer
_in_capsule.restype = ctypes.c_void_p
_in_capsule.argtypes = [ctypes.py_object, ctypes.c_char_p]
_in_dying_capsule = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))

_alive: dict[int, Any] = {}  # what structs point at, by their private data, until they are released


# ---------------------------------------------------------------- columns

@dataclass
class Column:
    """An array and its type."""

    format: str
    length: int
    buffers: list[Optional[bytes]]  #: the validity first
    nulls: int = 0
    offset: int = 0
    children: dict[str, "Column"] = field(default_factory=dict)
    dictionary: Optional["Column"] = None
    metadata: Union[bytes, Mapping[str, str]] = field(default_factory=dict)

    def sliced(self, first: int, count: int) -> "Column":
        """Some of its values, where they stand."""
        return replace(self, offset=self.offset + first, length=count, nulls=-1)


def bits(values: Sequence[Any]) -> bytes:
    out = bytearray((len(values) + 7) // 8)
    for i, value in enumerate(values):
        out[i // 8] |= bool(value) << i % 8
    return bytes(out)


def _column(format: str, values: Sequence[Any], *buffers: bytes, **more: Any) -> Column:
    nulls = sum(v is None for v in values)
    validity = bits([v is not None for v in values]) if nulls else None
    return Column(format, len(values), [validity, *buffers], nulls, **more)


_packed = {"c": "b", "C": "B", "s": "h", "S": "H", "i": "i", "I": "I", "l": "q", "L": "Q", "f": "f", "g": "d"}


def numbers(format: str, values: Sequence[Any], width: str = "", **more: Any) -> Column:
    """Values of a fixed width: ``numbers("c", [1, None])``, ``numbers("tdD", [20000], "i")``."""
    data = struct.pack(f"<{len(values)}{width or _packed[format]}", *(0 if v is None else v for v in values))
    return _column(format, values, data, **more)


def bools(values: Sequence[Optional[bool]]) -> Column:
    return _column("b", values, bits(values))


def nothing(count: int) -> Column:
    return Column("n", count, [], count)


def decimals(values: Sequence[Union[None, str]], places: int, width: int = 16, **more: Any) -> Column:
    units = [0 if v is None else int(Decimal(v).scaleb(places)) for v in values]
    end = "" if width == 16 else f",{8 * width}"
    return _column(f"d:38,{places}{end}", values,
                   b"".join(u.to_bytes(width, "little", signed=True) for u in units), **more)


def _offsets(sizes: Sequence[int], wide: bool) -> bytes:
    at = [0]
    for size in sizes:
        at.append(at[-1] + size)
    return struct.pack(f"<{len(at)}{'q' if wide else 'i'}", *at)


def texts(values: Sequence[Union[None, str, bytes]], format: str = "u") -> Column:
    raw = [b"" if v is None else v if isinstance(v, bytes) else v.encode() for v in values]
    if format == "vu":
        return _text_views(values, raw)
    return _column(format, values, _offsets([len(r) for r in raw], format == "U"), b"".join(raw))


def _text_views(values: Sequence[Any], raw: Sequence[bytes]) -> Column:
    views, long = b"", b""
    for text in raw:
        if len(text) <= 12:
            views += struct.pack("<i12s", len(text), text)
        else:
            views += struct.pack("<i4sii", len(text), text[:4], 0, len(long))
            long += text
    return _column("vu", values, views, long, struct.pack("<q", len(long)))


def coded(values: Sequence[Optional[str]], words: Optional[Sequence[Optional[str]]] = None,
          index: str = "c") -> Column:
    """A dictionary of texts, and places in it."""
    known = list(words) if words is not None else sorted({v for v in values if v is not None})
    places = numbers(index, [None if v is None else known.index(v) for v in values])
    return replace(places, dictionary=texts(known))


def structs(children: Mapping[str, Column], there: Optional[Sequence[bool]] = None) -> Column:
    length = next(iter(children.values())).length
    rows = [True if t else None for t in there] if there is not None else [True] * length
    return _column("+s", rows, children=dict(children))


def lists(sizes: Sequence[Optional[int]], elements: Column, format: str = "+l") -> Column:
    offsets = _offsets([s or 0 for s in sizes], format == "+L")
    return _column(format, sizes, offsets, children={"item": elements})


# ---------------------------------------------------------------- out of Python

@dataclass
class Producer:
    """Batches to be read as a stream, or as an array; counts what is made and released."""

    batches: Sequence[Column]
    stream: bool = True
    fails_at: Optional[int] = None  #: the call of `get_next` that fails
    made: Counter[str] = field(default_factory=Counter)
    released: Counter[str] = field(default_factory=Counter)
    given: list[Any] = field(default_factory=list)  #: of each array: where its buffers are

    def __getattribute__(self, name: str) -> Any:
        if name == ("__arrow_c_array__" if object.__getattribute__(self, "stream") else "__arrow_c_stream__"):
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]:
        schema, array = ArrowSchema(), ArrowArray()
        self.fill_schema(schema, "", self.batches[0])
        self.fill_array(array, self.batches[0])
        return _capsule(schema), _capsule(array)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        out = ArrowArrayStream()
        rest = iter(enumerate(self.batches))

        def get_schema(_: Any, into: Any) -> int:
            self.fill_schema(into.contents, "", self.batches[0])
            return 0

        def get_next(_: Any, into: Any) -> int:
            i, batch = next(rest, (len(self.batches), None))
            if i == self.fails_at:
                return 5
            if batch is None:
                ctypes.memset(into, 0, ctypes.sizeof(ArrowArray))
            else:
                self.fill_array(into.contents, batch)
            return 0

        said = ctypes.create_string_buffer(b"the disk is on fire")
        out.get_schema, out.get_next = GetSchema(get_schema), GetNext(get_next)
        out.get_last_error = GetError(lambda _: ctypes.addressof(said))
        self._own(out, "stream", (said, out.get_schema, out.get_next, out.get_last_error))
        return _capsule(out)

    def fill_schema(self, s: ArrowSchema, name: str, of: Column) -> None:
        metadata = of.metadata if isinstance(of.metadata, bytes) else b""
        if isinstance(of.metadata, Mapping) and of.metadata:
            pairs = [t.encode() for pair in of.metadata.items() for t in pair]
            metadata = struct.pack("<i", len(of.metadata))
            metadata += b"".join(struct.pack("<i", len(t)) + t for t in pairs)
        said = ctypes.create_string_buffer(metadata)
        children = [ArrowSchema() for _ in of.children]
        for child, (child_name, column) in zip(children, of.children.items()):
            self.fill_schema(child, child_name, column)
        s.format, s.name, s.flags = of.format.encode(), name.encode(), 2
        s.metadata = ctypes.addressof(said) if metadata else None
        places = _hang(s, ArrowSchema, children)
        if of.dictionary is not None:
            s.dictionary.contents = ArrowSchema()
            self.fill_schema(s.dictionary.contents, "", of.dictionary)
        self._own(s, "schema", (said, children, places, s.format, s.name, s.dictionary))

    def fill_array(self, a: ArrowArray, of: Column) -> None:
        kept = [None if b is None else ctypes.create_string_buffer(b, max(len(b), 1)) for b in of.buffers]
        children = [ArrowArray() for _ in of.children]
        for child, column in zip(children, of.children.values()):
            self.fill_array(child, column)
        a.length, a.null_count, a.offset, a.n_buffers = of.length, of.nulls, of.offset, len(kept)
        where = [None if b is None else ctypes.addressof(b) for b in kept]
        a.buffers = (ctypes.c_void_p * max(len(kept), 1))(*where)
        places = _hang(a, ArrowArray, children)
        if of.dictionary is not None:
            a.dictionary.contents = ArrowArray()
            self.fill_array(a.dictionary.contents, of.dictionary)
        self.given.append(where)
        self._own(a, "array", (kept, children, places, a.buffers, a.dictionary))

    def _own(self, s: Any, kind: str, kept: Any) -> None:
        """Keeps what a struct points at until it is released, which is counted."""
        key = max(_alive, default=0) + 1
        self.made[kind] += 1

        def release(pointer: Any) -> None:
            assert pointer.contents.private_data == key, "released twice, or something else"
            for child in range(getattr(pointer.contents, "n_children", 0)):
                below = pointer.contents.children[child]
                if below.contents.release:
                    below.contents.release(below)
            below = getattr(pointer.contents, "dictionary", None)
            if below and below.contents.release:
                below.contents.release(below)
            self.released[kind] += 1
            ctypes.memset(ctypes.addressof(pointer.contents) + type(s).release.offset, 0, 8)
            graveyard.append(_alive.pop(key))  # this function is one of them

        call = type(s)._fields_[[f[0] for f in s._fields_].index("release")][1](release)
        s.release, s.private_data = call, key
        _alive[key] = (kept, call)

    @property
    def balanced(self) -> bool:
        """Everything made was released, and once."""
        return self.made == self.released


graveyard: list[Any] = []


def _hang(s: Any, kind: type, children: Sequence[Any]) -> Any:
    places = (_pointer(kind) * max(len(children), 1))(*(ctypes.pointer(c) for c in children))
    s.n_children, s.children = len(children), places
    return places


def _left_behind(kind: type) -> Callable[[int], None]:
    def destroy(capsule: int) -> None:
        address = _in_dying_capsule(capsule, _names[kind])
        left = ctypes.cast(address, _pointer(kind))
        if left.contents.release:
            left.contents.release(left)
        _alive.pop(address, None)
    return destroy


_destructors = {kind: _Destructor(_left_behind(kind)) for kind in _names}


def _capsule(of: Any) -> Any:
    address = ctypes.addressof(of)
    _alive[address] = of
    return _new_capsule(address, _names[type(of)], _destructors[type(of)])


# ---------------------------------------------------------------- into Python

def taken(capsule: Any, kind: type) -> Any:
    """Moves a struct out of its capsule."""
    given = ctypes.cast(_in_capsule(capsule, _names[kind]), _pointer(kind)).contents
    out = kind()
    ctypes.memmove(ctypes.byref(out), ctypes.byref(given), ctypes.sizeof(kind))
    ctypes.memset(ctypes.addressof(given) + kind.release.offset, 0, 8)
    return out


def read(data: Any) -> dict[str, list[Any]]:
    """The columns of an object with `__arrow_c_stream__`, as values of Python."""
    stream = taken(data.__arrow_c_stream__(), ArrowArrayStream)
    schema = ArrowSchema()
    assert stream.get_schema(stream, schema) == 0
    names = [schema.children[i].contents.name.decode() for i in range(schema.n_children)]
    out: dict[str, list[Any]] = {name: [] for name in names}
    for batch in batches_of(stream):
        for name, values in values_of(schema, batch).items():
            out[name] += values
        batch.release(batch)
    schema.release(schema)
    stream.release(stream)
    return out


def batches_of(stream: ArrowArrayStream) -> Iterator[ArrowArray]:
    while True:
        batch = ArrowArray()
        assert stream.get_next(stream, batch) == 0
        if not batch.release:
            return
        yield batch


def values_of(schema: ArrowSchema, batch: ArrowArray) -> dict[str, list[Any]]:
    return {schema.children[i].contents.name.decode(): _column_of(schema.children[i].contents,
                                                                  batch.children[i].contents)
            for i in range(schema.n_children)}


def _column_of(s: ArrowSchema, a: ArrowArray) -> list[Any]:
    valid = a.buffers[0]
    value = _reader_of(s, a)
    there = [not valid or ctypes.string_at(valid + i // 8, 1)[0] >> i % 8 & 1
             for i in range(a.offset, a.offset + a.length)]
    return [value(a.offset + i) if is_there else None for i, is_there in enumerate(there)]


_epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def _reader_of(s: ArrowSchema, a: ArrowArray) -> Callable[[int], Any]:
    """Of a place in the buffers of an array: its value."""
    format = s.format.decode()
    if s.dictionary:
        words = _column_of(s.dictionary.contents, a.dictionary.contents)
        return lambda i: words[_number(a, _packed[format], i)]
    if format in _packed:
        return lambda i: _number(a, _packed[format], i)
    if format == "b":
        return lambda i: bool(ctypes.string_at(a.buffers[1] + i // 8, 1)[0] >> i % 8 & 1)
    if format in ("u", "U", "z"):
        return lambda i: _text(a, format, i)
    if format.startswith("d:"):
        places = int(format.split(",")[1])
        return lambda i: Decimal(int.from_bytes(ctypes.string_at(a.buffers[1] + 16 * i, 16), "little",
                                                signed=True)).scaleb(-places)
    if format == "tdD":
        return lambda i: (_epoch + datetime.timedelta(days=_number(a, "i", i))).date()
    if format == "tts":
        return lambda i: (_epoch + datetime.timedelta(seconds=_number(a, "i", i))).time()
    if format.startswith("tsu:"):
        return lambda i: _epoch + datetime.timedelta(microseconds=_number(a, "q", i))
    if format == "tDu":
        return lambda i: datetime.timedelta(microseconds=_number(a, "q", i))
    if format == "+s":
        fields = values_of(s, a)
        return lambda i: {name: values[i] for name, values in fields.items()}
    assert format == "+L", format
    elements = _column_of(s.children[0].contents, a.children[0].contents)
    return lambda i: elements[_number(a, "q", i):_number(a, "q", i + 1)]


def _number(a: ArrowArray, code: str, i: int) -> Any:
    size = struct.calcsize(code)
    return struct.unpack(f"<{code}", ctypes.string_at(a.buffers[1] + i * size, size))[0]


def _text(a: ArrowArray, format: str, i: int) -> Any:
    width = "q" if format == "U" else "i"
    first, end = _number(a, width, i), _number(a, width, i + 1)
    text = ctypes.string_at(a.buffers[2] + first, end - first) if end > first else b""
    return text if format == "z" else text.decode()
