/** Strokes on a grid of 24, round at their ends. */
const PATHS = {
	jobs: "M4 6.5h16M4 12h16M4 17.5h10",
	gallery: "M4 5h16v14H4zM4 16l4.5-4.5 4 4L16 12l4 4M9 9.2a.6.6 0 1 1-1.2 0 .6.6 0 0 1 1.2 0",
	spark: "M12 3.5l1.9 5.6 5.6 1.9-5.6 1.9L12 18.5l-1.9-5.6L4.5 11l5.6-1.9zM19 16.5v4M17 18.5h4",
	person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.7-3.7 3.7-5.5 7.5-5.5s6.800 1.800 7.500 5.500",
	board: "M4 4.500h7v6.500H4zM13 4.500h7v6.500h-7zM4 13h7v6.500H4zM13 13h7v6.500h-7z",
	rows: "M4 5.500h16v13H4zM4 10h16M4 14.300h16M9.500 5.500v13",
	flow: "M5 4h5v5H5zM14 15h5v5h-5zM7.500 9v4.500a3.500 3.500 0 0 0 3.500 3.500h3",
	fleet: "M4 5h16v5.500H4zM4 13.500h16V19H4zM7.500 7.700h.01M7.500 16.200h.01",
	coins:
		"M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM14.800 9.200c-.5-1-1.600-1.500-2.800-1.500-1.600 0-2.900.8-2.900 2.100 0 2.900 5.900 1.500 5.900 4.400 0 1.400-1.400 2.200-3 2.200-1.400 0-2.600-.6-3.100-1.700M12 6v1.700M12 16.400V18",
	hook: "M9 15.500a4.200 4.200 0 1 1-4-5.500M12 6.500a4.200 4.200 0 1 1 4.600 6M8 14.500l4-8M16 16H8M12.500 6.500l3.500 7",
	key: "M14.500 9.500a4.500 4.500 0 1 1-3-4.200M11.500 12.500L20 4M17 7l2.500 2.500",
	menu: "M4 7h16M4 12h16M4 17h16",
	more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
	close: "M6 6l12 12M18 6L6 18",
	back: "M14.500 5.500L8 12l6.500 6.500",
	next: "M9.500 5.500L16 12l-6.500 6.500",
	down: "M6 9.500l6 6 6-6",
	pencil: "M4.500 19.500l1-4L16 5l3 3L8.500 18.500zM14 7l3 3",
	bin: "M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7M10.300 10.500v5.500M13.700 10.500v5.500",
	expand: "M14 4.500h5.500V10M10 19.500H4.500V14M19.500 4.500L13.500 10.500M4.500 19.500l6-6",
	up: "M6 14.500l6-6 6 6",
	check: "M5 12.500l4.500 4.500L19 7.500",
	copy: "M9 9h10v10H9zM5 15V5h10",
	clock: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 7.500V12l3 2",
	play: "M8 5.500v13l10.500-6.500z",
	pause: "M8.500 5.500v13M15.500 5.500v13",
	warning: "M12 4L2.800 19.500h18.400zM12 10v4.200M12 17h.01",
	stop: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM6 6l12 12",
	skip: "M5 6v12l8-6zM18 6v12",
	eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.700a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400z",
	filter: "M4 6h16M7 12h10M10 18h4",
	compare: "M12 3.5v17M4 6h5v12H4M15 6h5v12h-5",
	trash: "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 12.500h9l1-12.500M10.500 10.500v5.500M13.500 10.500v5.500",
	sound:
		"M9.500 17V6l9-2v11M9.500 17a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM18.500 15a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z",
	file: "M7 3.500h7l4 4v13H7zM14 3.500v4h4",
	swap: "M7 8h12l-3.500-3.500M17 16H5l3.500 3.500",
	download: "M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14",
	out: "M14 4.500H5v15h9M10 12h10M16.500 8.500L20 12l-3.500 3.500",
	keyboard: "M3 6.500h18v11H3zM7 10.200h.01M11 10.200h.01M15 10.200h.01M17.500 13.800h-11",
	offline:
		"M3 3l18 18M8.500 16.300a5 5 0 0 1 7 0M5 12.700a10 10 0 0 1 4.400-2.500M14.500 10.200a10 10 0 0 1 4.500 2.500M12 19.500h.01",
	bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4",
	again: "M19.500 12a7.500 7.500 0 1 1-2.200-5.300M19.500 3.500v4h-4",
	camera:
		"M3.500 8h4l1.500-2.500h6L16.500 8h4v11h-17zM12 16.500a3.300 3.300 0 1 0 0-6.600 3.300 3.300 0 0 0 0 6.600z",
	upload: "M12 16V5M7.500 9.500L12 5l4.500 4.500M5 20h14",
	search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500l5 5",
	plus: "M12 5v14M5 12h14",
	sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
} as const;
export type IconName = keyof typeof PATHS;

/** Icons that point along the line turn round where lines run from right to left. */
const ALONG_THE_LINE: readonly IconName[] = ["back", "next", "out", "play", "skip"];

/** A drawing beside words that say the same: screen readers pass it over. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
	const turned = ALONG_THE_LINE.includes(name) ? "rtl:-scale-x-100" : "";
	return (
		<svg
			aria-hidden="true"
			viewBox="0 0 24 24"
			fill="none"
			stroke="currentColor"
			strokeWidth="1.75"
			strokeLinecap="round"
			strokeLinejoin="round"
			className={`shrink-0 ${turned} ${className}`}
		>
			<path d={PATHS[name]} />
		</svg>
	);
}
