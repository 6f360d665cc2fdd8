/* The chosen theme, before anything is painted. Not a module on purpose. */
try {
	const theme = localStorage.getItem('theme');
	if (theme === 'light' || theme === 'dark')
		document.documentElement.dataset.theme = theme;
} catch { /* storage is closed: the system's choice stands */ }
