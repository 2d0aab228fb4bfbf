import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "कुछ होते ही आपके प्रोग्रामों को काम की खबर मिलती है।",
	create: "वेबहुक जोड़ें",
	empty_title: "अभी किसी को खबर नहीं जाती",
	empty_text: "अपने सर्वर का पता जोड़ें। हर घटना हस्ताक्षरित होती है, तीन दिन तक भेजी जाती है और दोबारा भेजी जा सकती है।",
	url: "प्राप्त करने का पता",
	url_hint: "https:// से शुरू हो और इंटरनेट से पहुँच में हो",
	note: "आपका नोट",
	hears: "किसकी खबर मिले",
	everything: "सब कुछ",
	made: "हस्ताक्षर का रहस्य",
	shown_once: "आपका सर्वर इससे हस्ताक्षर जाँचता है। अभी कॉपी करें: यह दोबारा नहीं दिखेगा।",
	done: "मैंने रख लिया",
	paused: "रुका हुआ",
	failing: "{time} से विफल",
	good: "पहुँच रहा है",
});
