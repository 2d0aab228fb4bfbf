import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "कैप्शन वाली तस्वीरें, जिनसे LoRA सिखाए जाते हैं।",
	create: "नया डेटासेट",
	create_yes: "बनाएँ",
	empty_title: "अभी कोई डेटासेट नहीं",
	empty_text: "एक बनाएँ, सात या अधिक तस्वीरें जोड़ें, और सब ठीक होने पर उसे स्थिर करें।",
	more: "और दिखाएँ",
	pictures: "तस्वीरें: {n}",
	newest: "संस्करण {n}",
	name: "नाम",
	name_hint: "छोटे अक्षर, अंक, - और _",
	trigger: "ट्रिगर शब्द",
	trigger_hint: "हर कैप्शन इसी से शुरू होता है, जैसे spyke_plasma_v1",
	preset: "क्या अपेक्षित है",
	preset_any: "7 या अधिक तस्वीरें",
	preset_sheet: "किरदार पत्रक की 7 से 10",
	preset_manga: "512 पिक्सेल की 15 से 20",
	preset_thirty: "30: 21 ऊपरी शरीर, 6 पोर्ट्रेट, 3 पूरा शरीर",
	asymmetric: "किरदार के दोनों पहलू अलग हैं",
	asymmetric_hint: "उल्टी प्रतियाँ ग़लत पहलू सिखाएँगी",
});
