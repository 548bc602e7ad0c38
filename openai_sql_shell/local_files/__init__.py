"""Files of this machine as tables: a call of ``read_csv`` and the like comes in, columns and rows go out.

A file is read piece by piece and never held as a whole. What does not fit is an error that names the file, the line and the cure;
nothing becomes NULL, is cut or left out in silence. Nothing is known here of SQL: the engine makes tables of it.
"""
