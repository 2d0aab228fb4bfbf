const en = {
	lead: "What is developing right now, and everything made before.",
	state: "State",
	all: "All",
	empty_title: "The trays are empty",
	empty_text: "Send your first request. It appears here at once, and the picture develops before your eyes.",
	copy_request: "Copy a first request",
	first: "Make the first picture",
	none_title: "Nothing in this state",
	none_text: "Jobs come and go between states. Show all of them to see the rest.",
	show_all: "Show all",
	raw_graph: "Raw graph",
	more: "Show more",
} as const;
export default en;
