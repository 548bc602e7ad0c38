"""The index: a summary of each service, so that names are known before declarations are imported. Written by `make index`."""
# fmt: off
# ruff: noqa: Q000

from __future__ import annotations

from openai_sql_shell.catalog.summary import ResourceSummary as R
from openai_sql_shell.catalog.summary import ServiceSummary as S

INDEX: dict[str, S] = {
    'admin_api_keys': S('admin_api_keys', 'Admin api keys', 'TODO', ('/organization/admin_api_keys',), ('id', 'name', 'object', 'owner'), (
        R('admin_api_keys', 'admin_api_keys', 'TODO', 8, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
    )),
    'assistants': S('assistants', 'Assistants', 'TODO', ('/assistants', '/threads', '/threads/runs'), ('attachments', 'content', 'description', 'id', 'include', 'instructions', 'messages', 'metadata', 'model', 'name', 'object', 'role', 'status', 'temperature', 'thread', 'tools', 'type', 'usage'), (
        R('assistants', 'assistants', 'TODO', 13, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, 'TODO'),
        R('assistants', 'messages', 'TODO', 14, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, 'TODO'),
        R('assistants', 'run_steps', 'TODO', 16, ('SELECT',), (), None, None, 'TODO'),
        R('assistants', 'runs', 'TODO', 27, ('SELECT', 'INSERT', 'UPDATE', 'EXEC'), (), None, None, 'TODO'),
        R('assistants', 'threads', 'TODO', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), None, None, 'TODO'),
    )),
    'audio': S('audio', 'Audio', 'TODO', ('/audio/speech', '/audio/transcriptions', '/audio/translations', '/audio/voice_consents', '/audio/voices'), ('consent', 'duration', 'file', 'id', 'include', 'input', 'instructions', 'keywords', 'language', 'languages', 'logprobs', 'model', 'name', 'object', 'prompt', 'recording', 'segments', 'speed', 'task', 'temperature', 'text', 'usage', 'voice', 'words'), (
        R('audio', 'speeches', 'TODO', 0, ('INSERT',), (), None, None, None),
        R('audio', 'transcriptions', 'TODO', 9, ('INSERT',), (), None, None, None),
        R('audio', 'translations', 'TODO', 4, ('INSERT',), (), None, None, None),
        R('audio', 'voice_consents', 'TODO', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('audio', 'voices', 'TODO', 4, ('INSERT',), (), None, None, None),
    )),
    'audit_logs': S('audit_logs', 'Audit logs', 'TODO', ('/organization/audit_logs',), ('actor', 'id', 'project', 'type'), (
        R('audit_logs', 'audit_logs', 'TODO', 60, ('SELECT',), (), None, None, None),
    )),
    'batch': S('batch', 'Batch', 'Large sets of requests, worked off in the background.', ('/batches',), ('endpoint', 'errors', 'id', 'metadata', 'model', 'object', 'status', 'usage'), (
        R('batch', 'batches', 'Jobs that run every request of an uploaded JSONL file.', 22, ('SELECT', 'INSERT', 'EXEC'), ('batches.batches',), 'batch_', '/batches/', None),
    )),
    'certificates': S('certificates', 'Certificates', 'TODO', ('/organization/certificates', '/organization/projects'), ('active', 'certificate', 'id', 'include', 'name', 'object'), (
        R('certificates', 'certificates', 'TODO', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), None, None, None),
        R('certificates', 'project_certificates', 'TODO', 6, ('SELECT', 'EXEC'), (), None, None, None),
    )),
    'chat': S('chat', 'Chat', 'TODO', ('/chat/completions',), ('annotations', 'audio', 'choices', 'content', 'created', 'functions', 'id', 'logprobs', 'messages', 'metadata', 'modalities', 'model', 'moderation', 'n', 'object', 'prediction', 'refusal', 'role', 'seed', 'stop', 'store', 'temperature', 'tools', 'usage', 'user', 'verbosity'), (
        R('chat', 'completions', 'TODO', 10, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('chat', 'messages', 'TODO', 9, ('SELECT',), (), None, None, None),
    )),
    'chatkit': S('chatkit', 'Chatkit', 'TODO', ('/chatkit/sessions', '/chatkit/threads'), ('arguments', 'attachments', 'content', 'heading', 'id', 'name', 'object', 'output', 'status', 'summary', 'tasks', 'title', 'type', 'user', 'widget', 'workflow'), (
        R('chatkit', 'sessions', 'TODO', 10, ('INSERT', 'EXEC'), (), None, None, None),
        R('chatkit', 'thread_items', 'TODO', 18, ('SELECT',), (), None, None, None),
        R('chatkit', 'threads', 'TODO', 6, ('SELECT', 'DELETE'), (), None, None, None),
    )),
    'completions': S('completions', 'Completions', 'TODO', ('/completions',), ('choices', 'created', 'echo', 'id', 'logprobs', 'model', 'n', 'object', 'prompt', 'seed', 'stop', 'suffix', 'temperature', 'usage', 'user'), (
        R('completions', 'completions', 'TODO', 7, ('INSERT',), (), None, None, None),
    )),
    'containers': S('containers', 'Containers', 'TODO', ('/containers',), ('bytes', 'file', 'id', 'name', 'object', 'path', 'skills', 'source', 'status'), (
        R('containers', 'containers', 'TODO', 9, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('containers', 'files', 'TODO', 7, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), None, None, None),
    )),
    'content_provenance': S('content_provenance', 'Content provenance', 'TODO', ('/content_provenance_checks',), ('file', 'object', 'results'), (
        R('content_provenance', 'checks', 'TODO', 3, ('INSERT',), (), None, None, None),
    )),
    'conversations': S('conversations', 'Conversations', 'TODO', ('/conversations',), ('action', 'actions', 'approve', 'arguments', 'caller', 'code', 'content', 'environment', 'error', 'execution', 'fingerprint', 'id', 'include', 'input', 'items', 'metadata', 'name', 'namespace', 'object', 'operation', 'output', 'outputs', 'phase', 'queries', 'reason', 'result', 'results', 'role', 'status', 'summary', 'tools', 'type'), (
        R('conversations', 'conversations', 'TODO', 4, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('conversations', 'items', 'TODO', 37, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
    )),
    'data_retention': S('data_retention', 'Data retention', 'TODO', ('/organization/data_retention', '/organization/projects'), ('object', 'type'), (
        R('data_retention', 'organization_data_retention', 'TODO', 2, ('SELECT', 'UPDATE'), (), None, None, None),
        R('data_retention', 'project_data_retention', 'TODO', 2, ('SELECT', 'UPDATE'), (), None, None, None),
    )),
    'embeddings': S('embeddings', 'Embeddings', 'TODO', ('/embeddings',), ('dimensions', 'embedding', 'index', 'input', 'model', 'object', 'user'), (
        R('embeddings', 'embeddings', 'TODO', 3, ('INSERT',), (), None, None, None),
    )),
    'evals': S('evals', 'Evals', 'TODO', ('/evals',), ('error', 'id', 'metadata', 'model', 'name', 'object', 'results', 'sample', 'status'), (
        R('evals', 'evals', 'TODO', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('evals', 'run_output_items', 'TODO', 10, ('SELECT',), (), None, None, None),
        R('evals', 'runs', 'TODO', 14, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), None, None, None),
    )),
    'files': S('files', 'Files', 'Upload, list, download and remove files.', ('/files',), ('bytes', 'file', 'filename', 'id', 'object', 'overwrite', 'purpose', 'status', 'to'), (
        R('files', 'files', 'Uploaded files and files that jobs wrote.', 9, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'file-', '/storage/files/', None),
    )),
    'fine_tuning': S('fine_tuning', 'Fine tuning', 'TODO', ('/fine_tuning/alpha', '/fine_tuning/checkpoints', '/fine_tuning/jobs'), ('data', 'error', 'grader', 'hyperparameters', 'id', 'integrations', 'item', 'level', 'message', 'metadata', 'method', 'metrics', 'model', 'object', 'seed', 'status', 'suffix', 'type'), (
        R('fine_tuning', 'checkpoint_permissions', 'TODO', 4, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('fine_tuning', 'events', 'TODO', 7, ('SELECT',), (), None, None, None),
        R('fine_tuning', 'graders', 'TODO', 0, ('EXEC',), (), None, None, None),
        R('fine_tuning', 'job_checkpoints', 'TODO', 7, ('SELECT',), ('fine_tuning.checkpoints',), None, None, None),
        R('fine_tuning', 'jobs', 'TODO', 19, ('SELECT', 'INSERT', 'EXEC'), (), None, None, None),
    )),
    'groups': S('groups', 'Groups', 'TODO', ('/organization/groups',), ('description', 'email', 'id', 'metadata', 'name', 'permissions', 'picture'), (
        R('groups', 'groups', 'TODO', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('groups', 'role_assignments', 'TODO', 12, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('groups', 'users', 'TODO', 6, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
    )),
    'images': S('images', 'Images', 'TODO', ('/images/edits', '/images/generations', '/images/variations'), ('background', 'created', 'data', 'image', 'images', 'mask', 'model', 'moderation', 'n', 'prompt', 'quality', 'size', 'style', 'usage', 'user'), (
        R('images', 'image_edits', 'TODO', 7, ('INSERT',), (), None, None, None),
        R('images', 'image_variations', 'TODO', 7, ('INSERT',), (), None, None, None),
        R('images', 'images', 'TODO', 7, ('INSERT',), (), None, None, None),
    )),
    'invites': S('invites', 'Invites', 'TODO', ('/organization/invites',), ('email', 'id', 'object', 'projects', 'role', 'status'), (
        R('invites', 'invites', 'TODO', 9, ('SELECT', 'DELETE'), (), None, None, None),
        R('invites', 'users', 'TODO', 0, ('EXEC',), ('invites.invites',), None, None, None),
    )),
    'models': S('models', 'Models', 'Models and their owners.', ('/models',), ('created', 'id', 'model', 'object'), (
        R('models', 'models', 'Models this key may use, fine-tuned ones among them.', 5, ('SELECT', 'DELETE'), (), None, None, None),
    )),
    'moderations': S('moderations', 'Moderations', 'TODO', ('/moderations',), ('id', 'input', 'model', 'results'), (
        R('moderations', 'moderations', 'TODO', 3, ('INSERT',), (), None, None, None),
    )),
    'projects': S('projects', 'Projects', 'TODO', ('/organization/projects', '/projects'), ('description', 'email', 'id', 'mcp', 'metadata', 'mode', 'model', 'name', 'object', 'owner', 'permissions', 'residency', 'role', 'scopes', 'status', 'value'), (
        R('projects', 'project_api_keys', 'TODO', 8, ('SELECT', 'DELETE'), ('projects.api_keys',), None, None, None),
        R('projects', 'project_group_role_assignments', 'TODO', 12, ('SELECT', 'INSERT', 'DELETE'), ('projects.group_role_assignments',), None, None, None),
        R('projects', 'project_groups', 'TODO', 6, ('SELECT', 'INSERT', 'DELETE'), ('projects.groups',), None, None, None),
        R('projects', 'project_hosted_tool_permissions', 'TODO', 5, ('SELECT', 'UPDATE'), (), None, None, None),
        R('projects', 'project_model_permissions', 'TODO', 3, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('projects', 'project_rate_limits', 'TODO', 9, ('SELECT', 'UPDATE'), ('projects.rate_limits',), None, None, None),
        R('projects', 'project_service_account_api_keys', 'TODO', 5, ('INSERT',), (), None, None, None),
        R('projects', 'project_service_accounts', 'TODO', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('projects.service_accounts',), None, None, None),
        R('projects', 'project_user_role_assignments', 'TODO', 12, ('SELECT', 'INSERT', 'DELETE'), ('projects.user_role_assignments',), None, None, None),
        R('projects', 'project_users', 'TODO', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('projects.users',), None, None, None),
        R('projects', 'projects', 'TODO', 8, ('SELECT', 'INSERT', 'UPDATE', 'EXEC'), (), None, None, None),
    )),
    'realtime': S('realtime', 'Realtime', 'TODO', ('/realtime/calls', '/realtime/client_secrets', '/realtime/sessions', '/realtime/transcription_sessions', '/realtime/translations'), ('audio', 'id', 'include', 'instructions', 'modalities', 'model', 'object', 'prompt', 'reasoning', 'sdp', 'session', 'speed', 'temperature', 'tools', 'tracing', 'truncation', 'type', 'value', 'voice'), (
        R('realtime', 'calls', 'TODO', 0, ('EXEC',), (), None, None, None),
        R('realtime', 'client_secrets', 'TODO', 3, ('INSERT',), (), None, None, None),
        R('realtime', 'sessions', 'TODO', 13, ('INSERT',), (), None, None, None),
        R('realtime', 'transcription_sessions', 'TODO', 5, ('INSERT',), (), None, None, None),
        R('realtime', 'translation_client_secrets', 'TODO', 3, ('INSERT',), (), None, None, None),
    )),
    'responses': S('responses', 'Responses', 'TODO', ('/responses', '/responses/compact', '/responses/input_tokens'), ('action', 'actions', 'approve', 'arguments', 'background', 'caller', 'code', 'content', 'conversation', 'environment', 'error', 'execution', 'fingerprint', 'id', 'include', 'input', 'instructions', 'metadata', 'model', 'moderation', 'name', 'namespace', 'object', 'operation', 'output', 'outputs', 'personality', 'phase', 'prompt', 'queries', 'reason', 'reasoning', 'result', 'results', 'role', 'status', 'store', 'stream', 'summary', 'temperature', 'text', 'tools', 'truncation', 'type', 'usage', 'user'), (
        R('responses', 'input_items', 'TODO', 37, ('SELECT',), (), None, None, None),
        R('responses', 'input_tokens', 'TODO', 0, ('EXEC',), (), None, None, None),
        R('responses', 'responses', 'TODO', 35, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), None, None, None),
    )),
    'roles': S('roles', 'Roles', 'TODO', ('/organization/roles', '/projects'), ('description', 'id', 'name', 'object', 'permissions'), (
        R('roles', 'project_roles', 'TODO', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('roles', 'roles', 'TODO', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
    )),
    'skills': S('skills', 'Skills', 'TODO', ('/skills',), ('default', 'description', 'files', 'id', 'name', 'object', 'version'), (
        R('skills', 'skills', 'TODO', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), None, None, None),
        R('skills', 'versions', 'TODO', 7, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), None, None, None),
    )),
    'spend_alerts': S('spend_alerts', 'Spend alerts', 'TODO', ('/organization/projects', '/organization/spend_alerts'), ('currency', 'id', 'interval', 'object'), (
        R('spend_alerts', 'organization_spend_alerts', 'TODO', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('spend_alerts', 'project_spend_alerts', 'TODO', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), None, None, None),
    )),
    'spend_limits': S('spend_limits', 'Spend limits', 'TODO', ('/organization/projects', '/organization/spend_limit'), ('currency', 'enforcement', 'interval', 'object'), (
        R('spend_limits', 'organization_spend_limits', 'TODO', 5, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('spend_limits', 'project_spend_limits', 'TODO', 5, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
    )),
    'uploads': S('uploads', 'Uploads', 'Send very large files in parts.', ('/uploads',), ('bytes', 'data', 'file', 'filename', 'id', 'object', 'purpose', 'status'), (
        R('uploads', 'uploads', 'Large files on their way, up to 8 GB; each must be completed within an hour.', 9, ('INSERT', 'EXEC'), (), 'upload_', None, None),
        R('uploads', 'upload_parts', 'Pieces of an upload, up to 64 MB each.', 4, ('INSERT',), (), 'part_', None, None),
    )),
    'users': S('users', 'Users', 'TODO', ('/organization/users',), ('created', 'description', 'email', 'emails', 'id', 'metadata', 'name', 'object', 'permissions', 'projects', 'role', 'user'), (
        R('users', 'role_assignments', 'TODO', 12, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('users', 'users', 'TODO', 16, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
    )),
    'vector_stores': S('vector_stores', 'Vector stores', 'Searchable collections of files, and the file batches that fill them.', ('/vector_stores',), ('attributes', 'description', 'files', 'filter', 'filters', 'id', 'metadata', 'name', 'object', 'query', 'status', 'text', 'type'), (
        R('vector_stores', 'vector_stores', 'Collections of files that can be searched by meaning.', 12, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'vs_', '/storage/vector_stores/', None),
        R('vector_stores', 'vector_store_files', 'Files attached to a store.', 9, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('vector_stores.files',), None, None, None),
        R('vector_stores', 'vector_store_file_batches', 'Many files attached to a store in one go.', 6, ('SELECT', 'INSERT', 'EXEC'), ('vector_stores.file_batches',), 'vsfb_', None, None),
        R('vector_stores', 'files_in_vector_store_batches', 'The files of one file batch, each with its outcome.', 9, ('SELECT',), ('vector_stores.file_batch_files',), None, None, None),
        R('vector_stores', 'vector_store_file_contents', 'The text the API read out of an attached file.', 2, ('SELECT',), (), None, None, None),
    )),
    'videos': S('videos', 'Videos', 'TODO', ('/videos', '/videos/characters', '/videos/edits', '/videos/extensions'), ('error', 'id', 'model', 'name', 'object', 'progress', 'prompt', 'seconds', 'size', 'status', 'variant', 'video'), (
        R('videos', 'characters', 'TODO', 3, ('SELECT', 'INSERT'), (), None, None, 'TODO'),
        R('videos', 'videos', 'TODO', 13, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), None, None, 'TODO'),
    )),
}
