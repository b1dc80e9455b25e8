error-title = That did not work
error-status = Code
to-first-page = To the first page
error-not-found = What you asked for is not here. The address may be wrong, or it was removed. Start from the first page, or search.
error-invalid = “{ $field }” is not right, and nothing was changed. Correct it and send it again.
error-conflict = This name is taken already, and nothing was changed. Choose another one.
error-sign-in-needed = You need to sign in for this.
error-forbidden = You may not do this, and nothing was changed. If you need it, ask your administrator.
error-too-many-tries =
    { $minutes ->
        [one] There were too many tries. Try again in a minute.
       *[other] There were too many tries. Try again in { $minutes } minutes.
    }
error-wrong-query = The query is not right: { $problem }
error-disk-full = The server’s disk is full, and nothing was saved. What was saved before is safe. Tell whoever runs the server.
error-unavailable = The database did not answer. Your data is safe; try again in a moment, and if it still fails tell whoever runs the server.
error-too-many-for-workbook = An Excel workbook holds at most { $most } customers, and this list is longer. Nothing is lost: export it as CSV, which has no bound, or filter the list first.
error-changed-meanwhile = Somebody else changed this while you were at it. Nothing of yours was saved and nothing of theirs is lost; look at both and send yours again.
error-too-late = It is too late to take this back: others have been told of it, or somebody works on it. Nothing was changed; the case can be closed with a word of why.
