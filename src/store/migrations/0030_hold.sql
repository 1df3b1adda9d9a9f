-- `beat` is in milliseconds since the machine's start from here on, as in `engine_lease`: setting the clock frees nothing early. What
-- was held before is of programs that have ended.
UPDATE claude_hold SET beat = 0;
