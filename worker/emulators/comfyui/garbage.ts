/** Frames a client must survive: broken JSON, unknown events, binary frames that are too short or unknown. */
export function garbage(): (string | Buffer)[] {
	return [
		"not json at all",
		'{"type": "status", "data": {"status": ',
		'{"type": "crystools.monitor", "data": {"cpu_utilization": NaN, "gpus": [Infinity, -Infinity]}}',
		'{"type": "some_future_event", "data": null}',
		'["an", "array"]',
		'{"data": {}}',
		Buffer.alloc(0),
		Buffer.from([0, 0]),
		Buffer.from([0, 0, 0, 1]),
		Buffer.from([0, 0, 0, 4, 0, 0, 255, 255, 0x7b]),
		Buffer.from([0, 0, 0, 3, 255, 255, 255, 255, 0x61]),
		Buffer.from([0, 0, 0, 99, 1, 2, 3]),
	];
}
