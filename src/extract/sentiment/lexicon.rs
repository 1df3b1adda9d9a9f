//! Words of feeling and how strong they are, from our own reading; endings (`s`, `ed`, `ing`, `ly`...) are taken away before
//! a word is looked up. To add one: put it behind its strength.

/// Strength from -4 (worst) to 4 (best), and the words that have it.
pub(super) const WORDS: &[(f32, &str)] = &[
    (
        3.4,
        "love amaze awesome fantastic excellent wonderful incredible perfect brilliant superb magnificent outstanding \
         best fabulous terrific marvelous ecstatic thrill adore phenomenal gorgeous delightful heavenly exceptional \
         extraordinary paradise overjoyed epic yay woohoo woot magical greatest stunning dreamy flawless masterpiece \
         sexy bliss triumph miracle genius",
    ),
    (
        2.7,
        "liked wow unbelievable rad great beautiful happy win won winner joy excite congrats congratulations congratulate celebrate delicious beloved lovely loving \
         impress impressive glad hilarious fun enjoy success successful superior cheer bless blessing proud grateful \
         thankful passion inspire inspiration champion freedom treasure hero glorious laugh delight happiness happier happiest merry sweet \
         charm charming cute victory hooray stellar rock rocks kudos bravo rejoice praise sunshine hug kiss thrive \
         elegant dazzling adorable joyful cheerful vibrant fortune luxurious luxury bff grin smile smiley refresh splendid rave \
         sweetheart darling awesomeness romantic romance heaven gem laughing lmao rofl yum yummy",
    ),
    (
        1.9,
        "good nice thank thanks thx thnx welcome better favorite favourite cool pleased pleasant pleasure comfortable comfy \
         helpful recommend friendly smart strong trust useful valuable worth worthy \
         interesting positive popular pretty rich safe satisfy satisfied special admire admiration appreciate \
         benefit care caring clean clear clever confident dream eager energetic enthusiastic fresh friend \
         funny gain generous gentle graceful handy haha hahaha hehe healthy honest honor honour importance lucky luck neat noble \
         optimistic peace peaceful powerful promise prosper reliable relax relaxed relief reward robust \
         sincere solid sparkle stylish sturdy sunny sympathy talent tender tidy treat true truth upbeat \
         vivid warm warmth wealth wise lol award achieve accomplish affordable bargain bonus bright ideal \
         improve improvement glow gold golden heart heartfelt heartwarming intelligent loyal lively entertaining entertain \
         fascinating fascinate flirt fond grand gracious growth haven humor humorous jolly jewel joke legit relish \
         respect secure sensational smooth sunset tasty trendy uplifting victor vision vital yep \
         approve agree advantage advance comfort courage capable accurate durable fast quick efficient responsive intuitive versatile crisp sharp \
         spacious convenient pro pros cozy bliss flexible refined classy fab fave dedicated effective effortless enhance \
         excel fair faith famous fit forgive fortunate freshest gleam godsend amuse amazed amusing appealing attractive bold brave \
         breathtaking breeze calm compliment cure devoted dandy ease energy engaging",
    ),
    (
        0.5,
        "gift support play wish work want value matter please hi hey save",
    ),
    (
        1.1,
        "hope party easy fine yes yeah free help works helped liked kindness kind top tops interest interesting ok okay alright interested calm simple simply certain sure ready share hopefully hopeful welcome decent adequate reasonable \
         acceptable active adventure amusement blessed chance curious fan glory grow intrigued nicely \
         promising proper protect reassure sensible soft stable sweetie upgrade well \
         winning helped cheap large light compact quality feature quiet",
    ),
    (
        -1.1,
        "miss missed doubt odd strange bore tired slow small hard old late short crazy cut lack limit limited sorry unfortunate unfortunately \
         difficult difficulty stop uncertain wait waited noise noisy expensive pricey tricky weird heavy hmm meh \
         confuse confused confusing concern concerned nervous unclear vague messy mess blurry bulky clunky \
         complicated inconvenient loose loud overpriced pressure regret skip stiff stubborn stuck drop leave lost lose loses losing \
         loss mistake problem issue trouble return returned refund scratch scratched scratchy defect weak nope no con cons \
         hesitate ignore less minus missing silly skeptic skeptical sensitive tough tense unable unsure restless rumor shock silent shy \
         tax boredom cold dark debt delay demand depend distract drain dry pay dull interrupt lazy low mild bother \
         flimsy fussy hassle lag laggy poorly cheaply annoying irritate",
    ),
    (
        -1.9,
        "dissapointed dissapointing embarassing froze freeze frozen refused bad poor wrong worry worried sad fail failed failure annoy annoyed annoyance fear afraid scare scared scary \
         dislike disagree disappoint disappointed disappointing disappointment upset unhappy unpleasant ugly useless frustrate frustrated frustrating \
         frustration lame lonely alone angry mad bitter blame boring broke broken break complain complaint critic criticize \
         cry crying damage damaged danger dangerous dead defective deny dirty dispute dumb embarrass embarrassed error fault faulty fight \
         flaw flawed flop foolish fool forget fraud garbage gloomy greed grief guilt guilty hurt hurts harm harsh \
         hopeless horrify ill illness inadequate incompetent inferior insult irritated irritating jealous junk kill lie liar \
         lied lies lousy miserable misery moan neglect nasty negative offend offensive pain painful panic pathetic penalty pity \
         plague protest punish quit reject refuse ridiculous risk risky rude ruin ruined shame shameful shit shitty sick sin sloppy sorrow spam steal stole stink stress \
         stressful stress struggle stupid suffer suspicious tear tears terrify threat threaten tired trap trick unacceptable \
         unfair unreliable unstable unusable upsetting victim violent vicious war weep weakness wicked worse worst wound \
         wtf crap crappy crash crashed crashes damn die died dies dying died disaster discourage disgrace dismal disturb doom dread dump evil \
         freak fake gross grumpy headache hell idiot idiotic ignorant impatient insane insecure jerk mock mourn nag \
         nuisance outrage overwhelm overwhelmed poison rage rant rip rob scam scream severe shady sinister sob sucks suck sucked sux ugh \
         unlucky unwanted vulgar weary worthless wreck yell yuck allegation arrest attack bomb burden chaos collapse corrupt crime criminal crisis \
         cruel curse defeat deprive despair desperate destroy devastate disease divorce drown dump enemy explode foreclosure \
         funeral hostile hate hater helpless horror jail lawsuit murder nightmare prison ruins sabotage strike suicide terror tragedy tragic trauma ban banned \
         cancer deadly death deceive bankrupt bankruptcy abandon abuse accident accuse ache bankrupt bug bugs buggy bully cheat \
         clumsy conflict contempt cough coward crush dent despise disgust disgusting diss dismay distress dreadful drunk emergency exhaust exhausted \
         flu glitch glitches inaccurate inconsistent infect leak leaks malfunction mislead misleading outdated pointless recall replace scold shaky sketchy",
    ),
    (
        -2.8,
        "waste wasted bullshit crap junky paperweight terrible horrible awful hate hated hates hating worst disgusting dreadful atrocious appalling abysmal furious outraged horrid hideous \
         despicable devastated heartbroken heartbreaking horrific pathetic repulsive tortur torture torment unbearable vile \
         fuck fucking fucked bitch bastard asshole betray betrayed catastrophe catastrophic killed rape rapist murderer terrorist \
         abominable agony anguish depressed depressing depress depression evil nightmare suicidal tragic worthless garbage rubbish trash",
    ),
];

/// Words that turn what follows.
pub(super) const TURNING: &[&str] = &[
    "not", "no", "never", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "werent", "wont", "wouldnt",
    "cant", "cannot", "couldnt", "shouldnt", "hasnt", "havent", "hadnt", "aint", "without", "nothing",
    "neither", "nor", "nobody", "none", "hardly", "barely", "rarely", "seldom", "dnt", "nowhere",
];

/// Words that make the next stronger, or weaker.
pub(super) const STRONGER: &[&str] = &[
    "very",
    "really",
    "so",
    "extremely",
    "absolutely",
    "totally",
    "completely",
    "incredibly",
    "super",
    "too",
    "such",
    "most",
    "highly",
    "truly",
    "especially",
    "deeply",
    "utterly",
    "quite",
    "fucking",
    "damn",
    "hella",
    "insanely",
    "exceptionally",
    "remarkably",
    "how",
    "entirely",
    "thoroughly",
    "amazingly",
    "freaking",
    "awfully",
    "terribly",
    "more",
    "much",
    "exactly",
    "pretty",
    "even",
    "always",
    "all",
];
/// See [`STRONGER`].
pub(super) const WEAKER: &[&str] = &[
    "somewhat",
    "slightly",
    "kinda",
    "kindof",
    "sorta",
    "little",
    "bit",
    "almost",
    "partly",
    "fairly",
    "rather",
    "less",
    "marginally",
    "occasionally",
    "maybe",
    "somehow",
    "if",
    "may",
    "might",
];

/// Faces as they are typed, and pictures of them.
pub(super) const FACES: &[(f32, &[&str])] = &[
    (
        2.2,
        &[
            ":)",
            ":-)",
            "=)",
            ";)",
            ";-)",
            ":D",
            ":-D",
            "=D",
            ":]",
            "<3",
            ":P",
            ":p",
            "xD",
            "XD",
            "^_^",
            "(:",
            ";D",
            "=]",
            ":3",
            "8)",
            ":')",
            "\u{1f600}",
            "\u{1f601}",
            "\u{1f602}",
            "\u{1f603}",
            "\u{1f604}",
            "\u{1f606}",
            "\u{1f60a}",
            "\u{1f60d}",
            "\u{1f618}",
            "\u{1f64f}",
            "\u{1f44d}",
            "\u{2764}",
            "\u{1f495}",
            "\u{1f389}",
            "\u{1f970}",
            "\u{1f929}",
            "\u{1f60e}",
            "\u{1f642}",
        ],
    ),
    (
        -2.2,
        &[
            ":(",
            ":-(",
            "=(",
            ":/",
            ":-/",
            ":'(",
            ":[",
            ":\\",
            "D:",
            ">:(",
            ":|",
            "=/",
            "</3",
            ":c",
            "):",
            ":S",
            ":s",
            "\u{1f620}",
            "\u{1f621}",
            "\u{1f622}",
            "\u{1f62d}",
            "\u{1f641}",
            "\u{2639}",
            "\u{1f44e}",
            "\u{1f624}",
            "\u{1f92c}",
            "\u{1f614}",
            "\u{1f61e}",
            "\u{1f629}",
            "\u{1f62b}",
        ],
    ),
];
