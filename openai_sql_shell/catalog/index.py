"""The index: a summary of each service, so that names are known before declarations are imported. Written by `make index`."""
# fmt: off
# ruff: noqa: Q000

from __future__ import annotations

from openai_sql_shell.catalog.summary import ResourceSummary as R
from openai_sql_shell.catalog.summary import ServiceSummary as S

INDEX: dict[str, S] = {
    'admin_api_keys': S('admin_api_keys', 'Admin API keys', 'Keys that manage the organization.', ('/organization/admin_api_keys',), ('id', 'name', 'object', 'owner'), (
        R('admin_api_keys', 'admin_api_keys', 'Keys that manage the organization, without their secret.', 8, ('SELECT', 'INSERT', 'DELETE'), (), 'key_', None, None),
    )),
    'assistants': S('assistants', 'Assistants', 'Models with instructions, tools and threads of messages; deprecated.', ('/assistants', '/threads', '/threads/runs'), ('attachments', 'content', 'description', 'id', 'include', 'instructions', 'messages', 'metadata', 'model', 'name', 'object', 'role', 'status', 'temperature', 'thread', 'tools', 'type', 'usage'), (
        R('assistants', 'assistants', 'Models with instructions and tools.', 13, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'asst_', None, 'Use responses and conversations.'),
        R('assistants', 'threads', 'Conversations with assistants.', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'thread_', None, 'Use responses and conversations.'),
        R('assistants', 'messages', 'What was said in a thread.', 14, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'msg_', None, 'Use responses and conversations.'),
        R('assistants', 'runs', 'Answers of assistants to threads.', 27, ('SELECT', 'INSERT', 'UPDATE', 'EXEC'), (), 'run_', None, 'Use responses and conversations.'),
        R('assistants', 'run_steps', 'What a run did, step by step.', 16, ('SELECT',), (), 'step_', None, 'Use responses and conversations.'),
    )),
    'audio': S('audio', 'Audio', 'Speech made of text, and text of speech.', ('/audio/speech', '/audio/transcriptions', '/audio/translations', '/audio/voice_consents', '/audio/voices'), ('consent', 'duration', 'file', 'id', 'include', 'input', 'instructions', 'keywords', 'language', 'languages', 'logprobs', 'model', 'name', 'object', 'overwrite', 'prompt', 'recording', 'segments', 'speed', 'task', 'temperature', 'text', 'to', 'usage', 'voice', 'words'), (
        R('audio', 'speeches', 'Text read aloud; the sound is written to a file.', 0, ('INSERT',), (), None, None, None),
        R('audio', 'transcriptions', 'What is said in a recording.', 9, ('INSERT',), (), None, None, None),
        R('audio', 'translations', 'What is said in a recording, in English.', 4, ('INSERT',), (), None, None, None),
        R('audio', 'voices', 'Voices of your own.', 4, ('INSERT',), (), 'voice_', None, None),
        R('audio', 'voice_consents', 'Recordings in which somebody allows the use of their voice.', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'cons_', None, None),
    )),
    'audit_logs': S('audit_logs', 'Audit logs', 'Who changed what in the organization.', ('/organization/audit_logs',), ('actor', 'id', 'project', 'type'), (
        R('audit_logs', 'audit_logs', 'What was done in the organization, newest first; each kind of event has its details in a column of its name.', 60, ('SELECT',), (), 'audit_log-', None, None),
    )),
    'batch': S('batch', 'Batch', 'Large sets of requests, worked off in the background.', ('/batches',), ('body', 'code', 'duplicate', 'endpoint', 'errors', 'id', 'line', 'message', 'metadata', 'method', 'model', 'object', 'outcome', 'outcomes', 'param', 'parsed', 'path', 'problem', 'raw', 'refusal', 'source', 'status', 'text', 'url', 'usage'), (
        R('batch', 'batches', 'Jobs that run every request of an uploaded JSONL file.', 22, ('SELECT', 'INSERT', 'EXEC'), ('batches.batches',), 'batch_', '/batches/', None),
        R('batch', 'batch_results', 'What became of each request of a batch: the lines of its output and error files, and requests that are in neither.', 23, ('SELECT',), (), None, None, None),
        R('batch', 'batch_requests', 'The requests in a batch, in an uploaded file, or in a file of this machine, and what is wrong with them.', 8, ('SELECT', 'INSERT'), (), None, None, None),
        R('batch', 'batch_errors', 'Why batches were refused: a row for each error of their input files.', 5, ('SELECT',), (), None, None, None),
    )),
    'certificates': S('certificates', 'Certificates', 'Who may connect by mutual TLS.', ('/organization/certificates', '/organization/projects'), ('active', 'certificate', 'id', 'include', 'name', 'object'), (
        R('certificates', 'certificates', 'Certificates of the organization.', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'cert_', None, None),
        R('certificates', 'project_certificates', 'Certificates as a project uses them.', 6, ('SELECT', 'EXEC'), (), None, None, None),
    )),
    'chat': S('chat', 'Chat', 'Completions of conversations, the API before responses.', ('/chat/completions',), ('annotations', 'audio', 'choices', 'content', 'created', 'functions', 'id', 'logprobs', 'messages', 'metadata', 'modalities', 'model', 'moderation', 'n', 'object', 'prediction', 'refusal', 'role', 'seed', 'stop', 'store', 'temperature', 'tools', 'usage', 'user', 'verbosity'), (
        R('chat', 'completions', 'Answers of models to conversations; those that were stored can be listed.', 10, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'chatcmpl-', None, None),
        R('chat', 'messages', 'What a stored completion was made from.', 9, ('SELECT',), (), None, None, None),
    )),
    'chatkit': S('chatkit', 'ChatKit', 'Chats on your own pages.', ('/chatkit/sessions', '/chatkit/threads'), ('arguments', 'attachments', 'content', 'heading', 'id', 'name', 'object', 'output', 'status', 'summary', 'tasks', 'title', 'type', 'user', 'widget', 'workflow'), (
        R('chatkit', 'sessions', 'Sessions of users on your pages; each has a secret for the browser.', 10, ('INSERT', 'EXEC'), (), 'cksess_', None, None),
        R('chatkit', 'threads', 'Chats of users.', 6, ('SELECT', 'DELETE'), (), 'cthr_', None, None),
        R('chatkit', 'thread_items', 'What was said and shown in a thread.', 18, ('SELECT',), (), None, None, None),
    )),
    'completions': S('completions', 'Completions', 'Texts that old models go on with.', ('/completions',), ('choices', 'created', 'echo', 'id', 'logprobs', 'model', 'n', 'object', 'prompt', 'seed', 'stop', 'suffix', 'temperature', 'usage', 'user'), (
        R('completions', 'completions', 'Texts that a model goes on with; for old models. Use responses for new work.', 7, ('INSERT',), (), 'cmpl-', None, None),
    )),
    'containers': S('containers', 'Containers', 'Machines that models run code in.', ('/containers',), ('bytes', 'file', 'id', 'name', 'object', 'overwrite', 'path', 'skills', 'source', 'status', 'to'), (
        R('containers', 'containers', 'Machines that models run code in; they expire when they are not used.', 9, ('SELECT', 'INSERT', 'DELETE'), (), 'cntr_', None, None),
        R('containers', 'files', 'Files in a container, put there by you or by code.', 7, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'cfile_', None, None),
    )),
    'content_provenance': S('content_provenance', 'Content provenance', "Whether files were made by OpenAI's models.", ('/content_provenance_checks',), ('file', 'object', 'results'), (
        R('content_provenance', 'checks', 'What is known about where a file comes from.', 3, ('INSERT',), (), None, None, None),
    )),
    'conversations': S('conversations', 'Conversations', 'What was said, kept by the API.', ('/conversations',), ('action', 'actions', 'approve', 'arguments', 'caller', 'code', 'content', 'environment', 'error', 'execution', 'fingerprint', 'id', 'include', 'input', 'items', 'metadata', 'name', 'namespace', 'object', 'operation', 'output', 'outputs', 'phase', 'queries', 'reason', 'result', 'results', 'role', 'status', 'summary', 'tools', 'type'), (
        R('conversations', 'conversations', 'Conversations that the API keeps.', 4, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'conv_', None, None),
        R('conversations', 'items', 'What was said and done in a conversation.', 37, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
    )),
    'costs': S('costs', 'Costs', 'What the organization is charged, day by day.', ('/organization/costs',), ('amount', 'object', 'quantity', 'results'), (
        R('costs', 'costs', 'Costs: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('costs', 'costs_results', 'Costs: a row for each bucket of time and group; group_by says what the groups are.', 11, ('SELECT',), (), None, None, None),
    )),
    'data_retention': S('data_retention', 'Data retention', 'How long the API keeps what it is sent.', ('/organization/data_retention', '/organization/projects'), ('object', 'type'), (
        R('data_retention', 'organization_data_retention', 'The rule of the organization: one row.', 2, ('SELECT', 'UPDATE'), (), None, None, None),
        R('data_retention', 'project_data_retention', 'The rule of the project: one row.', 2, ('SELECT', 'UPDATE'), (), None, None, None),
    )),
    'embeddings': S('embeddings', 'Embeddings', 'Texts as vectors.', ('/embeddings',), ('dimensions', 'embedding', 'index', 'input', 'model', 'object', 'user'), (
        R('embeddings', 'embeddings', 'Texts as vectors: one row for each text.', 3, ('INSERT',), (), None, None, None),
    )),
    'evals': S('evals', 'Evals', 'How well models do what you ask of them.', ('/evals',), ('error', 'id', 'metadata', 'model', 'name', 'object', 'results', 'sample', 'status'), (
        R('evals', 'evals', 'What is measured: kinds of data, and tests for the answers.', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'eval_', None, None),
        R('evals', 'runs', 'Measurements: one model, one set of data.', 14, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'evalrun_', None, None),
        R('evals', 'run_output_items', 'Single answers of a run, with the result of each test.', 10, ('SELECT',), (), 'outputitem_', None, None),
    )),
    'files': S('files', 'Files', 'Upload, list, download and remove files.', ('/files',), ('bytes', 'content', 'file', 'filename', 'id', 'line', 'object', 'overwrite', 'purpose', 'status', 'to'), (
        R('files', 'files', 'Uploaded files and files that jobs wrote.', 9, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'file-', '/storage/files/', None),
        R('files', 'file_lines', 'The lines of a text file, such as JSON lines.', 4, ('SELECT',), (), None, None, None),
        R('files', 'orphans', 'Files of batches that no batch names any more, an hour after they were made; other uses of a file are not looked at.', 9, ('SELECT',), (), None, None, None),
    )),
    'fine_tuning': S('fine_tuning', 'Fine-tuning', 'Models of your own, trained on examples.', ('/fine_tuning/alpha', '/fine_tuning/checkpoints', '/fine_tuning/jobs'), ('data', 'error', 'grader', 'hyperparameters', 'id', 'integrations', 'item', 'level', 'message', 'metadata', 'method', 'metrics', 'model', 'object', 'seed', 'status', 'suffix', 'type'), (
        R('fine_tuning', 'jobs', 'Trainings of models; each takes minutes to hours.', 19, ('SELECT', 'INSERT', 'EXEC'), (), 'ftjob-', '/finetune/', None),
        R('fine_tuning', 'events', 'What happened in a job, newest first.', 7, ('SELECT',), (), 'ftevent-', None, None),
        R('fine_tuning', 'job_checkpoints', 'Models as they were during a training; each can be used.', 7, ('SELECT',), ('fine_tuning.checkpoints',), 'ftckpt_', None, None),
        R('fine_tuning', 'checkpoint_permissions', 'Projects that may use a checkpoint.', 4, ('SELECT', 'INSERT', 'DELETE'), (), 'cp_', None, None),
        R('fine_tuning', 'graders', 'Judges of answers, for reinforcement: tried and checked here.', 0, ('EXEC',), (), None, None, None),
    )),
    'groups': S('groups', 'Groups', 'Users who get the same roles.', ('/organization/groups',), ('description', 'email', 'id', 'metadata', 'name', 'permissions', 'picture'), (
        R('groups', 'groups', 'Groups of users that roles are given to.', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'group_', None, None),
        R('groups', 'role_assignments', 'Roles that a group has in the organization.', 12, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('groups', 'users', 'Users who belong to a group.', 6, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
    )),
    'images': S('images', 'Images', 'Pictures made by models.', ('/images/edits', '/images/generations', '/images/variations'), ('background', 'created', 'data', 'image', 'images', 'mask', 'model', 'moderation', 'n', 'prompt', 'quality', 'size', 'style', 'usage', 'user'), (
        R('images', 'images', 'Pictures made of a description.', 7, ('INSERT',), (), None, None, None),
        R('images', 'image_edits', 'Pictures made of other pictures and a description.', 7, ('INSERT',), (), None, None, None),
        R('images', 'image_variations', 'Pictures like another one; for dall-e-2.', 7, ('INSERT',), (), None, None, None),
    )),
    'invites': S('invites', 'Invites', 'People who were asked to join.', ('/organization/invites',), ('email', 'id', 'object', 'projects', 'role', 'status'), (
        R('invites', 'invites', 'Invitations to the organization, open and past.', 9, ('SELECT', 'INSERT', 'DELETE'), (), 'invite-', None, None),
        R('invites', 'users', "StackQL's place for the sending of invites; INSERT INTO openai.invites.invites does the same.", 9, ('EXEC',), (), None, None, None),
    )),
    'local': S('local', 'This machine', 'What this program keeps of its work, in the ledger on this machine.', (), ('account', 'bytes', 'completed', 'error', 'failed', 'filename', 'given', 'id', 'key', 'model', 'origin', 'owner', 'parent', 'part', 'parts', 'requests', 'resource', 'run', 'source', 'state', 'status', 'total', 'url'), (
        R('local', 'runs', 'Statements that made batches of rows: what each is to send, and how far it came.', 14, ('SELECT',), (), None, None, None),
        R('local', 'parts', 'What a run sends one by one: a file of requests each, and the batch that was made of it.', 18, ('SELECT', 'EXEC'), (), None, None, None),
        R('local', 'objects', 'Batches, file batches, vector stores, uploads and files that this program created.', 6, ('SELECT',), (), None, None, None),
        R('local', 'sightings', 'The states that answers of the API showed these objects in, each when it was new.', 8, ('SELECT',), (), None, None, None),
        R('local', 'file_batches', 'File batches that this program created, as they were seen last: the list that the API does not have.', 11, ('SELECT',), (), None, None, None),
    )),
    'models': S('models', 'Models', 'Models and their owners.', ('/models',), ('created', 'id', 'model', 'object'), (
        R('models', 'models', 'Models this key may use, fine-tuned ones among them.', 5, ('SELECT', 'DELETE'), (), None, None, None),
    )),
    'moderations': S('moderations', 'Moderations', 'Whether texts or pictures are harmful.', ('/moderations',), ('id', 'input', 'model', 'results'), (
        R('moderations', 'moderations', 'What was found in texts or pictures.', 3, ('INSERT',), (), 'modr-', None, None),
    )),
    'projects': S('projects', 'Projects', 'Parts of the organization: people, keys, limits and permissions of each.', ('/organization/projects', '/projects'), ('description', 'email', 'id', 'mcp', 'metadata', 'mode', 'model', 'name', 'object', 'owner', 'permissions', 'residency', 'role', 'scopes', 'status', 'value'), (
        R('projects', 'projects', 'Parts of the organization, with files, keys, limits and people of their own.', 8, ('SELECT', 'INSERT', 'UPDATE', 'EXEC'), (), 'proj_', None, None),
        R('projects', 'project_api_keys', 'Keys of a project, without their secret.', 8, ('SELECT', 'DELETE'), ('projects.api_keys',), 'key_', None, None),
        R('projects', 'project_service_accounts', 'Programs that belong to a project, each with keys of its own.', 5, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('projects.service_accounts',), 'svc_acct_', None, None),
        R('projects', 'project_service_account_api_keys', "New keys of a service account; they are listed among the project's keys.", 5, ('INSERT',), (), 'key_', None, None),
        R('projects', 'project_users', 'People who belong to a project.', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('projects.users',), 'user-', None, None),
        R('projects', 'project_user_role_assignments', 'Roles that a user has in the project.', 12, ('SELECT', 'INSERT', 'DELETE'), ('projects.user_role_assignments',), None, None, None),
        R('projects', 'project_groups', 'Groups that have access to a project.', 6, ('SELECT', 'INSERT', 'DELETE'), ('projects.groups',), None, None, None),
        R('projects', 'project_group_role_assignments', 'Roles that a group has in the project.', 12, ('SELECT', 'INSERT', 'DELETE'), ('projects.group_role_assignments',), None, None, None),
        R('projects', 'project_rate_limits', 'How much of each model a project may use in a minute or a day.', 9, ('SELECT', 'UPDATE'), ('projects.rate_limits',), 'rl-', None, None),
        R('projects', 'project_model_permissions', 'Which models a project may use: one row.', 3, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('projects', 'project_hosted_tool_permissions', "Which of OpenAI's own tools a project may use: one row.", 5, ('SELECT', 'UPDATE'), (), None, None, None),
    )),
    'realtime': S('realtime', 'Realtime', 'Calls in which models listen and speak.', ('/realtime/calls', '/realtime/client_secrets', '/realtime/sessions', '/realtime/transcription_sessions', '/realtime/translations'), ('audio', 'id', 'include', 'instructions', 'modalities', 'model', 'object', 'overwrite', 'prompt', 'reasoning', 'sdp', 'session', 'speed', 'temperature', 'to', 'tools', 'tracing', 'truncation', 'type', 'value', 'voice'), (
        R('realtime', 'client_secrets', 'Secrets by which browsers and apps open a session.', 3, ('INSERT',), (), None, None, None),
        R('realtime', 'translation_client_secrets', 'Secrets by which browsers and apps open a session that translates.', 3, ('INSERT',), (), None, None, None),
        R('realtime', 'calls', 'Calls by WebRTC or telephone; a webhook tells their ids.', 0, ('EXEC',), (), None, None, None),
        R('realtime', 'sessions', 'Sessions of the beta; client_secrets replace them.', 13, ('INSERT',), (), 'sess_', None, None),
        R('realtime', 'transcription_sessions', 'Sessions of the beta that write down what is said; client_secrets replace them.', 5, ('INSERT',), (), None, None, None),
    )),
    'responses': S('responses', 'Responses', 'Answers of models, and what they were made from.', ('/responses', '/responses/compact', '/responses/input_tokens'), ('action', 'actions', 'approve', 'arguments', 'background', 'caller', 'code', 'content', 'conversation', 'environment', 'error', 'execution', 'fingerprint', 'id', 'include', 'input', 'instructions', 'metadata', 'model', 'moderation', 'name', 'namespace', 'object', 'operation', 'output', 'outputs', 'personality', 'phase', 'prompt', 'queries', 'reason', 'reasoning', 'result', 'results', 'role', 'status', 'store', 'summary', 'temperature', 'text', 'tools', 'truncation', 'type', 'usage', 'user'), (
        R('responses', 'responses', 'Answers of models.', 35, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'resp_', None, None),
        R('responses', 'input_items', 'What a response was made from.', 37, ('SELECT',), (), None, None, None),
        R('responses', 'input_tokens', 'How many tokens a request would have.', 2, ('EXEC',), (), None, None, None),
    )),
    'roles': S('roles', 'Roles', 'What users and groups may do.', ('/organization/roles', '/projects'), ('description', 'id', 'name', 'object', 'permissions'), (
        R('roles', 'project_roles', 'Roles that can be given in one project.', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'role_', None, None),
        R('roles', 'roles', 'Roles that can be given in the organization.', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'role_', None, None),
    )),
    'skills': S('skills', 'Skills', 'Instructions and files for one kind of work.', ('/skills',), ('default', 'description', 'files', 'id', 'name', 'object', 'overwrite', 'to', 'version'), (
        R('skills', 'skills', 'Instructions and files for one kind of work.', 7, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'skill_', None, None),
        R('skills', 'versions', 'Versions of a skill.', 7, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'skillver_', None, None),
    )),
    'spend_alerts': S('spend_alerts', 'Spend alerts', 'Mails to people when a month becomes expensive.', ('/organization/projects', '/organization/spend_alerts'), ('currency', 'id', 'interval', 'object'), (
        R('spend_alerts', 'organization_spend_alerts', 'At which amounts who is told about the spending of the organization.', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'alert_', None, None),
        R('spend_alerts', 'project_spend_alerts', 'At which amounts who is told about the spending of the project.', 6, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), (), 'alert_', None, None),
    )),
    'spend_limits': S('spend_limits', 'Spend limits', 'What a month may cost at most.', ('/organization/projects', '/organization/spend_limit'), ('currency', 'enforcement', 'interval', 'object'), (
        R('spend_limits', 'organization_spend_limits', 'What the organization may spend at most: one row, where a limit is set.', 5, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
        R('spend_limits', 'project_spend_limits', 'What the project may spend at most: one row, where a limit is set.', 5, ('SELECT', 'UPDATE', 'DELETE'), (), None, None, None),
    )),
    'uploads': S('uploads', 'Uploads', 'Send very large files in parts.', ('/uploads',), ('bytes', 'data', 'file', 'filename', 'id', 'object', 'purpose', 'status'), (
        R('uploads', 'uploads', 'Large files on their way, up to 8 GB; each must be completed within an hour.', 9, ('INSERT', 'EXEC'), (), 'upload_', None, None),
        R('uploads', 'upload_parts', 'Pieces of an upload, up to 64 MB each.', 4, ('INSERT',), (), 'part_', None, None),
    )),
    'usage': S('usage', 'Usage', 'What the organization has used, in buckets of time.', ('/organization/usage',), ('batch', 'characters', 'images', 'model', 'models', 'object', 'results', 'seconds', 'size', 'sizes', 'source', 'sources'), (
        R('usage', 'audio_speeches', 'Speech made: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'audio_speeches_results', 'Speech made: a row for each bucket of time and group; group_by says what the groups are.', 11, ('SELECT',), (), None, None, None),
        R('usage', 'audio_transcriptions', 'Speech written down: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'audio_transcriptions_results', 'Speech written down: a row for each bucket of time and group; group_by says what the groups are.', 11, ('SELECT',), (), None, None, None),
        R('usage', 'code_interpreter_sessions', 'Code interpreter sessions: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'code_interpreter_sessions_results', 'Code interpreter sessions: a row for each bucket of time and group; group_by says what the groups are.', 7, ('SELECT',), (), None, None, None),
        R('usage', 'completions', 'Text generated: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'completions_results', 'Text generated: a row for each bucket of time and group; group_by says what the groups are.', 26, ('SELECT',), (), None, None, None),
        R('usage', 'embeddings', 'Embeddings made: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'embeddings_results', 'Embeddings made: a row for each bucket of time and group; group_by says what the groups are.', 11, ('SELECT',), (), None, None, None),
        R('usage', 'file_search_calls', 'File searches: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'file_search_calls_results', 'File searches: a row for each bucket of time and group; group_by says what the groups are.', 10, ('SELECT',), (), None, None, None),
        R('usage', 'images', 'Images made: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'images_results', 'Images made: a row for each bucket of time and group; group_by says what the groups are.', 13, ('SELECT',), (), None, None, None),
        R('usage', 'moderations', 'Texts moderated: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'moderations_results', 'Texts moderated: a row for each bucket of time and group; group_by says what the groups are.', 11, ('SELECT',), (), None, None, None),
        R('usage', 'vector_stores', 'Vector stores kept: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'vector_stores_results', 'Vector stores kept: a row for each bucket of time and group; group_by says what the groups are.', 7, ('SELECT',), (), None, None, None),
        R('usage', 'web_search_calls', 'Web searches: a row for each bucket of time.', 6, ('SELECT',), (), None, None, None),
        R('usage', 'web_search_calls_results', 'Web searches: a row for each bucket of time and group; group_by says what the groups are.', 12, ('SELECT',), (), None, None, None),
    )),
    'users': S('users', 'Users', 'People of the organization, and the roles they have.', ('/organization/users',), ('created', 'description', 'email', 'emails', 'id', 'metadata', 'name', 'object', 'permissions', 'projects', 'role', 'user'), (
        R('users', 'role_assignments', 'Roles that a user has in the organization.', 12, ('SELECT', 'INSERT', 'DELETE'), (), None, None, None),
        R('users', 'users', 'People who belong to the organization.', 16, ('SELECT', 'UPDATE', 'DELETE'), (), 'user-', None, None),
    )),
    'vector_stores': S('vector_stores', 'Vector stores', 'Searchable collections of files, and the file batches that fill them.', ('/vector_stores',), ('attributes', 'description', 'files', 'filter', 'filters', 'id', 'metadata', 'name', 'object', 'outcomes', 'query', 'status', 'text', 'type'), (
        R('vector_stores', 'vector_stores', 'Collections of files that can be searched by meaning.', 12, ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXEC'), (), 'vs_', '/storage/vector_stores/', None),
        R('vector_stores', 'vector_store_files', 'Files attached to a store.', 9, ('SELECT', 'INSERT', 'UPDATE', 'DELETE'), ('vector_stores.files',), None, None, None),
        R('vector_stores', 'vector_store_file_batches', 'Many files attached to a store in one go.', 6, ('SELECT', 'INSERT', 'EXEC'), ('vector_stores.file_batches',), 'vsfb_', None, None),
        R('vector_stores', 'files_in_vector_store_batches', 'The files of one file batch, each with its outcome.', 9, ('SELECT',), ('vector_stores.file_batch_files',), None, None, None),
        R('vector_stores', 'vector_store_file_contents', 'The text the API read out of an attached file.', 2, ('SELECT',), (), None, None, None),
    )),
    'videos': S('videos', 'Videos', 'Films made by models; deprecated.', ('/videos', '/videos/characters', '/videos/edits', '/videos/extensions'), ('error', 'id', 'model', 'name', 'object', 'overwrite', 'progress', 'prompt', 'seconds', 'size', 'status', 'to', 'variant', 'video'), (
        R('videos', 'videos', 'Films made by models, in minutes; each can be downloaded until it expires.', 13, ('SELECT', 'INSERT', 'DELETE', 'EXEC'), (), 'video_', None, 'The API gives no replacement: it will be shut down with the Sora models.'),
        R('videos', 'characters', 'People or things that can appear in several videos.', 3, ('SELECT', 'INSERT'), (), 'char_', None, 'The API gives no replacement: it will be shut down with the Sora models.'),
    )),
}
