import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "वे लोग जो हर तस्वीर में एक जैसे दिखें।",
	create: "नया किरदार",
	create_title: "कौन है?",
	create_text: "एक नाम और कुछ शब्द काफ़ी हैं। फिर चार संदर्भ तस्वीरें बनेंगी।",
	create_yes: "बनाएँ",
	name: "नाम",
	name_missing: "कोई नाम दें",
	description: "रूप और कपड़े",
	description_hint: "अपने शब्दों में। यह इस किरदार के हर प्रॉम्प्ट में रहेगा।",
	no_looks: "रूप अभी नहीं बताया गया",
	no_references: "अभी संदर्भ नहीं",
	empty_title: "अभी यहाँ कोई नहीं",
	empty_text: "एक किरदार बनाएँ: बताएँ कि वह कौन है, और चार तस्वीरें उसे हर जगह एक जैसा रखेंगी।",
	more: "और दिखाएँ",
});
