"""Operations with ways of their own, one module for each service: its table ``OPERATIONS`` names them by ``resource.method``.

What a table does not name, the general engine does.
"""
