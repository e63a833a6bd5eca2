"""Where records live: one SQLite file per case (any SQLAlchemy database by its URL), read and written through this module.

Three layers, as in `model`: *as told* (documents, receipts, lists, entries), *derived* (claims, mentions, links, incidents,
checks, …: may be deleted and rebuilt) and *decided* (the log). A derived record is kept as JSON beside the columns it is
looked up by. Every change happens inside `Store.writing()`: a kill leaves either all of it or none.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa

from onrecord.custody import LogLine
from onrecord.errors import CaseError
from onrecord.model import Claim, Document, DocumentLink, Entry, Mention, PersonLink, Receipt, VictimList, from_data, to_data
from onrecord.text import fold

SCHEMA_VERSION = 1

OF_LISTS = ("victim", "person_link", "link", "estimate")
"""Derived records and steps that come from lists of victims and not from documents."""

R = TypeVar("R")

tables = sa.MetaData()

meta = sa.Table("meta", tables, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String))

# ---- as told
documents = sa.Table(
    "documents",
    tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("parent", sa.String),
    sa.Column("reader", sa.String, nullable=False, comment="the version of the reader that made data and text"),
    sa.Column("withdrawn", sa.String, comment="why the document was withdrawn; its text is gone then"),
    sa.Column("data", sa.String, nullable=False, comment="the Document without text and runs, as JSON"),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("runs", sa.LargeBinary, nullable=False),
)
receipts = sa.Table(
    "receipts",
    tables,
    sa.Column("document", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("custodian", sa.String),
    sa.Column("received", sa.String),
    sa.Column("sensitivity", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
unread = sa.Table(
    "unread",
    tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("problem", sa.String, nullable=False),
    comment="files and lines whose bytes could not even be taken in",
)
containers = sa.Table(
    "containers",
    tables,
    sa.Column("id", sa.String, primary_key=True, comment="sha256 of a file all of whose parts are in"),
    sa.Column("name", sa.String, primary_key=True),
)
lists = sa.Table(
    "lists",
    tables,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("data", sa.String, nullable=False),
)
entries = sa.Table(
    "entries",
    tables,
    sa.Column("list", sa.String, primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("id", sa.String, nullable=False, comment="the same in every edition of a list"),
    sa.Column("data", sa.String, nullable=False),
)

# ---- decided
log = sa.Table(
    "log",
    tables,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False, index=True),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("detail", sa.String, nullable=False),
    sa.Column("previous", sa.String, nullable=False),
    sa.Column("hash", sa.String, nullable=False),
)

# ---- derived
extractions = sa.Table(
    "extractions",
    tables,
    sa.Column("document", sa.String, primary_key=True),
    sa.Column("key", sa.String, nullable=False, comment="what the claims and mentions were made from and by"),
    sa.Column("claims", sa.LargeBinary, nullable=False),
    sa.Column("mentions", sa.LargeBinary, nullable=False),
    sa.Column("failure", sa.String, comment="what went wrong, where the extractor could not deal with the document"),
)
links = sa.Table(
    "links",
    tables,
    sa.Column("a", sa.String, primary_key=True),
    sa.Column("b", sa.String, primary_key=True),
    sa.Column("data", sa.String, nullable=False),
)
derived = sa.Table(
    "derived",
    tables,
    sa.Column("kind", sa.String, primary_key=True, comment="claim, incident, check, source, victim, person_link, estimate"),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, nullable=False, comment="its place in the fixed order"),
    sa.Column("data", sa.String, nullable=False),
)
steps = sa.Table(
    "steps",
    tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("key", sa.String, nullable=False, comment="what the step's last result was made from and by"),
    sa.Column("data", sa.LargeBinary, comment="what the step keeps for its next run"),
)


def sqlite_url(path: str) -> str:
    return f"sqlite:///{path}"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the extractor made of one document, or why it could make nothing of it."""

    document: str
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    failure: str | None = None


class Store:
    """The records of one case. All reading methods give records in a fixed order."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, hide_parameters=True)  # an error must not print rows of the case
        self._sqlite = self._engine.dialect.name == "sqlite"
        if self._sqlite:
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
        self._connection: sa.Connection | None = None
        try:
            with self.writing():
                self._create()
        except sa.exc.DatabaseError as error:
            raise CaseError(f"{url.removeprefix('sqlite:///')}: not a case database ({error.orig}).") from None

    def close(self) -> None:
        self._engine.dispose()

    # ---- transactions

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; inside another one, a part of it."""
        if self._connection is not None:
            yield
            return
        try:
            with self._engine.begin() as self._connection:
                yield
        except sa.exc.OperationalError as error:
            raise CaseError(_database_words(error)) from None
        finally:
            self._connection = None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        if self._connection is not None:
            yield self._connection
            return
        with self._engine.connect() as connection:
            yield connection

    def _run(self, statement: sa.Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> None:
        if rows is not None and not rows:
            return
        with self.writing():
            assert self._connection is not None
            self._connection.execute(statement, rows)

    def _rows(self, statement: sa.Executable) -> list[Any]:
        with self._reading() as connection:
            return list(connection.execute(statement))

    def _mapping(self, statement: sa.Executable) -> dict[str, str]:
        return {row[0]: row[1] for row in self._rows(statement)}

    def _create(self) -> None:
        assert self._connection is not None
        tables.create_all(self._connection)
        if self._sqlite:
            self._connection.execute(sa.text("CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(id UNINDEXED, words)"))
        version = self._connection.execute(sa.select(meta.c.value).where(meta.c.name == "schema")).scalar()
        if version is None:
            self._connection.execute(meta.insert().values(name="schema", value=str(SCHEMA_VERSION)))
        elif version != str(SCHEMA_VERSION):
            raise CaseError(
                f"This case was made by another version of onrecord (schema {version}, this one reads {SCHEMA_VERSION}). "
                "Open it with that version, or run its originals into a new case."
            )

    def _upsert(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert the rows, each replacing the one with the same primary key."""
        if not rows:
            return
        keys = [column.name for column in table.primary_key]
        condition = sa.and_(*(table.c[key] == sa.bindparam(f"old_{key}") for key in keys))
        self._run(table.delete().where(condition), [{f"old_{key}": row[key] for key in keys} for row in rows])
        self._run(table.insert(), rows)

    # ---- as told

    def put_documents(self, batch: Sequence[tuple[Document, str]]) -> None:
        """Keep documents, each with the version of the reader that read it; a better reading replaces an earlier one."""
        self._upsert(documents, [_document_row(document, reader) for document, reader in batch])
        if self._sqlite:
            self._run(sa.text("DELETE FROM search WHERE id = :id"), [{"id": d.id} for d, _ in batch])
            rows = [{"id": d.id, "words": fold(d.text)} for d, _ in batch if d.text]
            self._run(sa.text("INSERT INTO search (id, words) VALUES (:id, :words)"), rows)

    def documents(self, *, whole: bool = True) -> Iterator[Document]:
        """All documents that were not withdrawn, by name; `whole=False` leaves text and runs out."""
        columns = [documents.c.data, documents.c.text, documents.c.runs] if whole else [documents.c.data]
        query = sa.select(*columns).where(documents.c.withdrawn.is_(None)).order_by(documents.c.name)
        with self._reading() as connection:
            for row in connection.execute(query):
                yield _document(*row)

    def document(self, id: str) -> Document | None:
        columns = (documents.c.data, documents.c.text, documents.c.runs)
        rows = self._rows(sa.select(*columns).where(documents.c.id == id, documents.c.withdrawn.is_(None)))
        return _document(*rows[0]) if rows else None

    def readers(self) -> dict[str, str]:
        """For each document that was not withdrawn: the version of the reader that read it."""
        query = sa.select(documents.c.id, documents.c.reader).where(documents.c.withdrawn.is_(None)).order_by(documents.c.name)
        return self._mapping(query)

    def document_names(self) -> dict[str, str]:
        """Name to id, of all documents ever taken in, also the withdrawn ones."""
        return self._mapping(sa.select(documents.c.name, documents.c.id).order_by(documents.c.name))

    def withdrawn(self) -> dict[str, str]:
        """Id to reason of the documents that were withdrawn."""
        query = sa.select(documents.c.id, documents.c.withdrawn).where(documents.c.withdrawn.is_not(None))
        return self._mapping(query.order_by(documents.c.id))

    def withdraw(self, id: str, why: str) -> None:
        """Take away the text and everything derived from documents; id, name and reason stay, and what comes from lists.

        `purge` then takes the words out of the files, too.
        """
        with self.writing():
            name = self._rows(sa.select(documents.c.name).where(documents.c.id == id))[0][0]
            bare = {**_document_row(Document(id=id, name=name, media_type=""), ""), "withdrawn": why}
            self._run(documents.update().where(documents.c.id == id).values(**bare))
            self._run(extractions.delete().where(extractions.c.document == id))
            for table in (links, containers):
                self._run(table.delete())
            self._run(derived.delete().where(derived.c.kind.not_in(OF_LISTS)))
            self._run(steps.delete().where(steps.c.name.not_in(OF_LISTS)))
            if self._sqlite:
                self._run(sa.text("DELETE FROM search WHERE id = :id"), [{"id": id}])
                self._run(sa.text("INSERT INTO search(search) VALUES ('optimize')"))

    def purge(self) -> None:
        """Leave no deleted words in the database's files."""
        if self._sqlite:
            with self._engine.connect() as connection:
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def put_receipts(self, batch: Sequence[Receipt]) -> None:
        self._upsert(receipts, [to_data(receipt) for receipt in batch])

    def receipts(self) -> list[Receipt]:
        query = sa.select(receipts).order_by(receipts.c.document, receipts.c.name)
        return [Receipt(**row._mapping) for row in self._rows(query)]

    def put_unread(self, problems: Mapping[str, str]) -> None:
        self._upsert(unread, [{"name": name, "problem": problem} for name, problem in problems.items()])

    def unread(self) -> dict[str, str]:
        return self._mapping(sa.select(unread.c.name, unread.c.problem).order_by(unread.c.name))

    def drop_unread(self, name: str) -> None:
        self._run(unread.delete().where(sa.or_(unread.c.name == name, unread.c.name.startswith(name + ":", autoescape=True))))

    def put_container(self, id: str, name: str) -> None:
        self._upsert(containers, [{"id": id, "name": name}])

    def containers(self) -> set[tuple[str, str]]:
        return {(id, name) for id, name in self._rows(sa.select(containers.c.id, containers.c.name))}

    def put_list(self, victim_list: VictimList, rows: Sequence[Entry]) -> None:
        data = json.dumps(to_data(victim_list), ensure_ascii=False)
        head = {"id": victim_list.id, "name": victim_list.name, "edition": victim_list.edition, "data": data}
        with self.writing():
            self._upsert(lists, [head])
            self._run(entries.delete().where(entries.c.list == victim_list.id))
            self._run(entries.insert(), [{"id": e.id, "list": e.list, "row": e.row, "data": _dump(e)} for e in rows])

    def lists(self) -> list[VictimList]:
        query = sa.select(lists.c.data).order_by(lists.c.name, lists.c.edition)
        return [from_data(VictimList, json.loads(data)) for (data,) in self._rows(query)]

    def entries(self, of: str | None = None) -> list[Entry]:
        """The entries of this list (by its id), or those of the newest edition of every list."""
        newest = {known.name: known.id for known in self.lists()}
        wanted = [of] if of is not None else [*newest.values()]
        query = sa.select(entries.c.data).where(entries.c.list.in_(wanted)).order_by(entries.c.list, entries.c.row)
        return [from_data(Entry, json.loads(data)) for (data,) in self._rows(query)]

    # ---- decided

    def append(self, lines: Sequence[LogLine]) -> None:
        rows = [{**to_data(line), "detail": json.dumps(to_data(line.detail), ensure_ascii=False)} for line in lines]
        self._run(log.insert(), rows)

    def log(self, action: str | None = None) -> Iterator[LogLine]:
        query = sa.select(log).order_by(log.c.seq)
        if action is not None:
            query = query.where(log.c.action == action)
        for row in self._rows(query):
            yield _log_line(row)

    def last_line(self) -> LogLine | None:
        rows = self._rows(sa.select(log).order_by(log.c.seq.desc()).limit(1))
        return _log_line(rows[0]) if rows else None

    # ---- derived

    def extraction_keys(self) -> dict[str, str]:
        return self._mapping(sa.select(extractions.c.document, extractions.c.key))

    def put_extractions(self, batch: Sequence[tuple[str, Extraction]]) -> None:
        """Extractions, each with the key of what it was made from."""
        rows = [
            {
                "document": made.document,
                "key": key,
                "claims": _pack(made.claims),
                "mentions": _pack(made.mentions),
                "failure": made.failure,
            }
            for key, made in batch
        ]
        self._upsert(extractions, rows)

    def extracted(self) -> Iterator[Extraction]:
        """Claims and mentions as the extractor made them, document by document, in the order of the documents' names."""
        columns = (extractions.c.document, extractions.c.claims, extractions.c.mentions, extractions.c.failure)
        query = sa.select(*columns).join(documents, documents.c.id == extractions.c.document).order_by(documents.c.name)
        with self._reading() as connection:
            for id, claims, mentions, failure in connection.execute(query):
                yield Extraction(id, tuple(_unpack(Claim, claims)), tuple(_unpack(Mention, mentions)), failure)

    def failures(self) -> dict[str, str]:
        """Document id -> why its claims could not be made out."""
        query = sa.select(extractions.c.document, extractions.c.failure).where(extractions.c.failure.is_not(None))
        return self._mapping(query.order_by(extractions.c.document))

    def put_links(self, batch: Iterable[DocumentLink]) -> None:
        self._upsert(links, [{"a": link.a, "b": link.b, "data": _dump(link)} for link in batch])

    def clear_links(self) -> None:
        self._run(links.delete())

    def links(self) -> list[DocumentLink]:
        query = sa.select(links.c.data).order_by(links.c.a, links.c.b)
        return [from_data(DocumentLink, json.loads(data)) for (data,) in self._rows(query)]

    def put_derived(self, kind: str, records: Iterable[Any]) -> None:
        """Replace all derived records of this kind; their order is kept."""
        rows = [{"kind": kind, "id": _id(r), "place": n, "data": _dump(r)} for n, r in enumerate(records)]
        with self.writing():
            self._run(derived.delete().where(derived.c.kind == kind))
            self._run(derived.insert(), rows)

    def derived(self, kind: str, record: type[R]) -> list[R]:
        query = sa.select(derived.c.data).where(derived.c.kind == kind).order_by(derived.c.place)
        return [from_data(record, json.loads(data)) for (data,) in self._rows(query)]

    def step(self, name: str) -> tuple[str | None, bytes | None]:
        """The key of a step's last result, and what it kept for its next run."""
        rows = self._rows(sa.select(steps.c.key, steps.c.data).where(steps.c.name == name))
        return (rows[0][0], rows[0][1]) if rows else (None, None)

    def put_step(self, name: str, key: str, data: bytes | None = None) -> None:
        self._upsert(steps, [{"name": name, "key": key, "data": data}])

    def search(self, words: str) -> list[str]:
        """Ids of the documents that hold all these words, in any of their spellings."""
        terms = " ".join('"' + term.replace('"', '""') + '"' for term in fold(words).split())
        if not terms or not self._sqlite:
            return []
        return [
            id for (id,) in self._rows(sa.text("SELECT id FROM search WHERE words MATCH :t ORDER BY id").bindparams(t=terms))
        ]


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _database_words(error: sa.exc.OperationalError) -> str:
    words = str(error.orig)
    if "full" in words:
        return "The disk is full. Make room and run again: what was done so far is kept."
    if "locked" in words:
        return "The case is being written by another onrecord. Wait until it is done, then run again."
    return f"The case's database answers: {words}. Run 'onrecord verify' on it."


def _document_row(document: Document, reader: str) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "parent": document.parent,
        "reader": reader,
        "withdrawn": None,
        "data": _dump(replace(document, text="", runs=())),
        "text": document.text,
        "runs": zlib.compress(json.dumps(to_data(document.runs)).encode(), 1),
    }


def _document(data: str, text: str = "", runs: bytes = b"") -> Document:
    fields = json.loads(data)
    fields["text"] = text
    fields["runs"] = json.loads(zlib.decompress(runs)) if runs else []
    return from_data(Document, fields)


def _log_line(row: Any) -> LogLine:
    fields = dict(row._mapping)
    return LogLine(**{**fields, "detail": json.loads(fields["detail"])})


def _id(record: Any) -> str:
    return f"{record.a}:{record.b}" if isinstance(record, PersonLink) else str(record.id)


def _dump(record: Any) -> str:
    return json.dumps(to_data(record), ensure_ascii=False, separators=(",", ":"))


def _pack(records: Sequence[Any]) -> bytes:
    return zlib.compress(json.dumps([to_data(r) for r in records], ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def _unpack(kind: type[R], data: bytes) -> list[R]:
    return [from_data(kind, item) for item in json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))]
