"""From a running statement to the screen: rows drawn, paged or sent elsewhere; progress; footers."""
