import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "मशीनें, उनका इंतज़ार करते काम और उनकी लागत।",
	workers: "वर्कर",
	waiting: "प्रतीक्षारत कार्य",
	held: "चल रहे कार्य",
	busy: "व्यस्त GPU",
	spend: "कुल खर्च",
	queue_plot: "प्रतीक्षारत और चल रहे कार्य, पेज खुलने के बाद से",
	busy_plot: "व्यस्त GPU का हिस्सा, पेज खुलने के बाद से",
	pool: "पूल",
	idle: "खाली",
	working: "काम पर",
	draining: "खाली हो रहा",
	gone: "{time} गया",
	drain: "खाली करें",
	drain_title: "{name} खाली करें?",
	drain_text: "जो है उसे पूरा करेगा, नया नहीं लेगा।",
	keep: "रहने दें",
	emulated: "अनुकृत",
	none_title: "अभी कोई वर्कर नहीं",
	none_text: "ComfyUI के पास npm run worker से एक चलाएँ।",
});
