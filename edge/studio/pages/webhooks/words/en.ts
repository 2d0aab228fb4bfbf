const en = {
	lead: "Your programs hear of jobs the moment something happens.",
	create: "Add a webhook",
	empty_title: "Nobody is told yet",
	empty_text:
		"Add the address of your server. Every event is signed, tried for three days, and can be sent again.",
	url: "Address it is posted to",
	url_hint: "Begins with https:// and can be reached from the internet",
	note: "Your own note",
	hears: "What it hears of",
	everything: "Everything",
	made: "Its signing secret",
	shown_once: "Your server checks signatures with it. Copy it now: it is not shown again.",
	done: "I have it",
	paused: "Paused",
	failing: "Failing since {time}",
	good: "Delivering",
} as const;
export default en;
