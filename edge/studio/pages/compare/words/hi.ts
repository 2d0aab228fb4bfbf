import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "गैलरी",
	keys: "1, 2 और 3 से दृश्य बदलें, s से दोनों की जगह बदलें।",
	swap: "अदला-बदली",
	view: "दृश्य",
	slider: "स्लाइडर",
	side: "आमने-सामने",
	difference: "अंतर",
	position: "रेखा की जगह",
	first: "पहली",
	second: "दूसरी",
	difference_text: "काला हिस्सा समान है; जो अलग है, वह चमकता है।",
	gain: "चमक",
});
