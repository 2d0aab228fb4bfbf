const en = {
	back: "Gallery",
	keys: "Keys 1, 2 and 3 change the view, s swaps the two.",
	swap: "Swap",
	view: "View",
	slider: "Slider",
	side: "Side by side",
	difference: "Difference",
	position: "Position of the line",
	first: "First",
	second: "Second",
	difference_text: "Black is the same; what differs shines.",
	gain: "Brightness",
} as const;
export default en;
