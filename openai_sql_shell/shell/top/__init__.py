r"""Jobs that run, on the whole screen, looked at again and again (``\top``).

`jobs` says what is asked and reads the answers, `board` knows what is shown, `drawing` makes lines of it, `keys` is the table of what can
be pressed; none of them touches a terminal or a session. `worker` asks, on a thread of its own, and `view` draws. Loaded when it is used.
"""
