"""An upload that is sealed while it streams in: no plain byte reaches disk or a cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from samen.reporting.actions.files import begin_file, drop_file, finish_file
from samen.reporting.domain.attachments import MAX_BYTES, SealingWriter, content_type


@dataclass
class SealedUpload:
    """Stands in ``request.FILES`` for a file that lies sealed on disk, or was refused."""

    id: UUID
    key: bytes
    name: str
    size: int
    type: str | None
    too_large: bool

    def close(self) -> None:
        """Nothing is open: Django closes every file of a request, also of one that it refuses."""


class SealingUploadHandler(FileUploadHandler):
    """Encrypts each chunk as it arrives; a file that grows too large is dropped on the way."""

    chunk_size = 64 * 1024
    _file: BinaryIO | None = None
    _writer: SealingWriter

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._id = uuid4()
        self._too_large = False
        self._file = begin_file(self._id)
        self._writer = SealingWriter(self._file)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        if self._writer.size + len(raw_data) > MAX_BYTES:
            self._too_large = True
        if not self._too_large:
            self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        assert self._file is not None
        self._writer.close()
        finish_file(self._id, self._file)
        self._file = None
        kind = content_type(self._writer.head)
        if self._too_large or kind is None:
            drop_file(self._id)
        return SealedUpload(
            self._id,
            self._writer.key,
            (self.file_name or "")[:200],
            file_size,
            kind,
            self._too_large,
        )

    def upload_interrupted(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            drop_file(self._id)
