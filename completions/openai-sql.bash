# bash completion for openai-sql; written by: openai-sql --completions bash

_openai_sql_offer() {
    local word
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(compgen "$@" -- "$current")
}

_openai_sql_paths() {
    compopt -o filenames 2>/dev/null # bash 3.2 has none
    _openai_sql_offer "$1"
}

_openai_sql_begins() {
    compopt -o nospace 2>/dev/null # the value follows
    _openai_sql_offer -W "$1"
}

_openai_sql() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word
    COMPREPLY=()
    # bash takes --output=json apart at the equals sign
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $previous == '=' ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
        sandbox|replay|config|catalog|docs|mcp) command=$word && break ;;
        esac
    done
    case $command,$previous in
    ,-c|,--command|,-v|,--var|,--concurrency|,--profile|,--base-url|,--max-changes|,--complete)
        return
        ;;
    ,-f|,--file|,--vars|,--http-log|,--config)
        _openai_sql_paths -f
        return
        ;;
    ,--allow-path|,--sandbox-dir)
        _openai_sql_paths -d
        return
        ;;
    ,-o|,--output)
        _openai_sql_offer -W 'table box csv json jsonl tsv line markdown html chart yaml insert raw none'
        return
        ;;
    ,--set)
        _openai_sql_begins 'output= null= expanded= times= units= links= pager= pager_command= timing= stats= max_rows= connect_timeout= read_timeout= retries= await_timeout= concurrency= max_answer= max_download= file_cache= max_requests= memory_rows= ledger= batch_part_requests= batch_part_bytes= batch_marks= cache= keep_changing= dry_run= read_only= assume_yes= max_changes= max_cost_usd= ask= ask_model= allow_path= multiline= notify= history= editing_mode= theme= toolbar= http_log= telemetry_text= send_traceparent='
        return
        ;;
    ,--completions)
        _openai_sql_offer -W 'bash zsh fish'
        return
        ;;
    sandbox,--port|sandbox,--key|sandbox,--fault)
        return
        ;;
    sandbox,--dir)
        _openai_sql_paths -d
        return
        ;;
    replay,--last|replay,--since|replay,--grep|replay,--max-changes|replay,--concurrency|replay,--profile|replay,--base-url)
        return
        ;;
    replay,--allow-path|replay,--sandbox-dir)
        _openai_sql_paths -d
        return
        ;;
    replay,-o|replay,--output)
        _openai_sql_offer -W 'table box csv json jsonl tsv line markdown html chart yaml insert raw none'
        return
        ;;
    replay,--set)
        _openai_sql_begins 'output= null= expanded= times= units= links= pager= pager_command= timing= stats= max_rows= connect_timeout= read_timeout= retries= await_timeout= concurrency= max_answer= max_download= file_cache= max_requests= memory_rows= ledger= batch_part_requests= batch_part_bytes= batch_marks= cache= keep_changing= dry_run= read_only= assume_yes= max_changes= max_cost_usd= ask= ask_model= allow_path= multiline= notify= history= editing_mode= theme= toolbar= http_log= telemetry_text= send_traceparent='
        return
        ;;
    replay,--http-log|replay,--config)
        _openai_sql_paths -f
        return
        ;;
    config,-o|config,--output)
        _openai_sql_offer -W 'table box csv json jsonl tsv line markdown html chart yaml insert raw none'
        return
        ;;
    config,--set)
        _openai_sql_begins 'output= null= expanded= times= units= links= pager= pager_command= timing= stats= max_rows= connect_timeout= read_timeout= retries= await_timeout= concurrency= max_answer= max_download= file_cache= max_requests= memory_rows= ledger= batch_part_requests= batch_part_bytes= batch_marks= cache= keep_changing= dry_run= read_only= assume_yes= max_changes= max_cost_usd= ask= ask_model= allow_path= multiline= notify= history= editing_mode= theme= toolbar= http_log= telemetry_text= send_traceparent='
        return
        ;;
    config,--profile|config,--base-url)
        return
        ;;
    config,--config)
        _openai_sql_paths -f
        return
        ;;
    catalog,-o|catalog,--output)
        _openai_sql_offer -W 'table box csv json jsonl tsv line markdown html chart yaml insert raw none'
        return
        ;;
    catalog,--set)
        _openai_sql_begins 'output= null= expanded= times= units= links= pager= pager_command= timing= stats= max_rows= connect_timeout= read_timeout= retries= await_timeout= concurrency= max_answer= max_download= file_cache= max_requests= memory_rows= ledger= batch_part_requests= batch_part_bytes= batch_marks= cache= keep_changing= dry_run= read_only= assume_yes= max_changes= max_cost_usd= ask= ask_model= allow_path= multiline= notify= history= editing_mode= theme= toolbar= http_log= telemetry_text= send_traceparent='
        return
        ;;
    catalog,--config)
        _openai_sql_paths -f
        return
        ;;
    docs,--format)
        _openai_sql_offer -W 'text md man html'
        return
        ;;
    mcp,--mode)
        _openai_sql_offer -W 'read_only confirm full'
        return
        ;;
    mcp,--service|mcp,--max-rows|mcp,--max-bytes|mcp,--max-requests|mcp,--timeout|mcp,--http|mcp,--profile|mcp,--base-url)
        return
        ;;
    mcp,--files-root|mcp,--sandbox-dir)
        _openai_sql_paths -d
        return
        ;;
    mcp,--audit|mcp,--config)
        _openai_sql_paths -f
        return
        ;;
    esac
    case $command,$current in
    ,-*)
        _openai_sql_offer -W '-c --command -f --file -v --var --vars --keep-going -X --no-init --allow-path -o --output --set --stats --concurrency --http-log --profile --base-url --config --sandbox --sandbox-dir --dry-run --read-only -y --yes --max-changes --complete --completions -h --help --version'
        ;;
    ,*)
        _openai_sql_offer -W 'sandbox replay config catalog docs mcp'
        _openai_sql_paths -f
        ;;
    sandbox,-*)
        _openai_sql_offer -W '--port --dir --key --fault -h --help'
        ;;
    replay,-*)
        _openai_sql_offer -W '--last --since --grep --dry-run --include-changes --continue --read-only -y --yes --max-changes --allow-path -h --help -o --output --set --stats --concurrency --http-log --profile --base-url --config --sandbox --sandbox-dir'
        ;;
    replay,*)
        _openai_sql_paths -f
        ;;
    config,-*)
        _openai_sql_offer -W '-o --output --set --profile --base-url --config -h --help'
        ;;
    config,*)
        _openai_sql_offer -W 'show check'
        _openai_sql_paths -f
        ;;
    catalog,-*)
        _openai_sql_offer -W '-o --output --set --config -h --help'
        ;;
    catalog,*)
        _openai_sql_offer -W 'check draft'
        _openai_sql_paths -f
        ;;
    docs,-*)
        _openai_sql_offer -W '--format -h --help'
        ;;
    docs,*)
        _openai_sql_offer -W 'openai-sql reference arrow ask batches copy files mcp spark sqlalchemy telemetry'
        _openai_sql_paths -f
        ;;
    mcp,-*)
        _openai_sql_offer -W '--mode --service --allow-billed --files-root --audit -h --help --max-rows --max-bytes --max-requests --timeout --http --profile --base-url --config --sandbox --sandbox-dir'
        ;;
    esac
}

complete -F _openai_sql openai-sql
