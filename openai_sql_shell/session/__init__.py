"""A session: a plan in, a result out, by one executor for each kind of plan."""
