"""The index: a summary of each service, so that names are known before declarations are imported. Written by `make index`."""
# fmt: off
# ruff: noqa: Q000

from __future__ import annotations

from openai_sql_shell.catalog.summary import ResourceSummary as R
from openai_sql_shell.catalog.summary import ServiceSummary as S

INDEX: dict[str, S] = {
    'batch': S('batch', 'Batch', 'Large sets of requests, worked off in the background.', ('/batches',), ('endpoint', 'errors', 'id', 'metadata', 'model', 'object', 'status', 'usage'), (
        R('batch', 'batches', 'Jobs that run every request of an uploaded JSONL file.', 22, ('SELECT', 'INSERT', 'EXEC'), ('batches.batches',), 'batch_', '/batches/'),
    )),
    'files': S('files', 'Files', 'Upload, list, download and remove files.', ('/files',), ('bytes', 'file', 'filename', 'id', 'object', 'overwrite', 'purpose', 'status', 'to'), (
        R('files', 'files', 'Uploaded files and files that jobs wrote.', 9, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'file-', '/storage/files/'),
    )),
    'models': S('models', 'Models', 'Models and their owners.', ('/models',), ('created', 'id', 'model', 'object'), (
        R('models', 'models', 'Models this key may use, fine-tuned ones among them.', 5, ('SELECT', 'DELETE'), (), None, None),
    )),
    'uploads': S('uploads', 'Uploads', 'Send very large files in parts.', ('/uploads',), ('bytes', 'data', 'file', 'filename', 'id', 'object', 'purpose', 'status'), (
        R('uploads', 'uploads', 'Large files on their way, up to 8 GB; each must be completed within an hour.', 9, ('INSERT', 'EXEC'), (), 'upload_', None),
        R('uploads', 'upload_parts', 'Pieces of an upload, up to 64 MB each.', 4, ('INSERT',), (), 'part_', None),
    )),
    'vector_stores': S('vector_stores', 'Vector stores', 'Searchable collections of files, and the file batches that fill them.', ('/vector_stores',), ('attributes', 'description', 'files', 'filter', 'filters', 'id', 'metadata', 'name', 'object', 'query', 'status', 'text', 'type'), (
        R('vector_stores', 'vector_stores', 'Collections of files that can be searched by meaning.', 12, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'vs_', '/storage/vector_stores/'),
        R('vector_stores', 'vector_store_files', 'Files attached to a store.', 9, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('vector_stores.files',), None, None),
        R('vector_stores', 'vector_store_file_batches', 'Many files attached to a store in one go.', 6, ('SELECT', 'INSERT', 'EXEC'), ('vector_stores.file_batches',), 'vsfb_', None),
        R('vector_stores', 'files_in_vector_store_batches', 'The files of one file batch, each with its outcome.', 9, ('SELECT',), ('vector_stores.file_batch_files',), None, None),
        R('vector_stores', 'vector_store_file_contents', 'The text the API read out of an attached file.', 2, ('SELECT',), (), None, None),
    )),
}
