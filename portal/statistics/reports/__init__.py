"""Reports: each one a function from what is asked to a value (`shell.Report`). Pages, PDF, spreadsheets
and lists behind the cells are made from the value, once for all reports."""
