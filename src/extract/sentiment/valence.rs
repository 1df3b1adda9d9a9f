//! Words of feeling and how strong they are. Endings (`s`, `ed`, `ing`, `ly`...) are taken away before a word is looked up.
//!
//! The strengths are our own reading of every word, moved as far as two sets of rated sentences ask for (a ridge fit towards our reading,
//! penalty 2, rounded to 0.2, no word turned; tweets and sentences about products, MIT). A word they do not have keeps the strength we gave it. To add one:
//! put it behind its strength.

/// Strength from -5 (worst) to 5 (best), and the words that have it. Those of strength 0 only look like words of feeling.
pub(super) const WORDS: &[(f32, &str)] = &[
    (4.8, "love"),
    (4.6, "awesome"),
    (4.2, "amaze excellent"),
    (3.8, "fantastic happy perfect wonderful"),
    (3.6, "best brilliant flawless yay"),
    (
        3.4,
        "adore delightful dreamy ecstatic exceptional extraordinary fabulous genius gorgeous greatest heavenly \
         incredible magical magnificent marvelous masterpiece miracle outstanding overjoyed paradise phenomenal \
         stunning superb terrific thrill triumph woohoo woot",
    ),
    (3.2, "beautiful epic great"),
    (3.0, "fun rad recommend"),
    (
        2.8,
        "adorable awesomeness beloved bless blessing bravo celebrate champion charming congrats congratulate \
         congratulations darling dazzling delicious excite fortune glad grateful grin happier happiest happiness \
         heaven hilarious hooray impress impressive inspire joyful kiss laugh lovely loves loving luxurious \
         luxury merry praise proud refresh rejoice rofl romance smiley splendid success successful sunshine sweet \
         sweetheart thrive treasure unbelievable won yum yummy",
    ),
    (
        2.6,
        "adored amazed amazingly awesomely beautifully beloveds bestie bff charm cheer cheerful congratulating \
         cute dazzle delight delightfully elated elation elegant enthralled epically euphoria euphoric \
         exhilarated exhilarating exquisite exuberant fabulously fantabulous fantastically favorites finest \
         freedom ftw gem glorious gloriously hallelujah hero hug hurrah hurray iloveyou ily ilysm immaculate \
         incredibly inspiration jackpot joy jubilant kudos laughing lmao lovable loveee lovin luv marvel \
         marvellous mesmerizing mindblowing muah mwah omgsh passion perfection perfectly phenomenally radiant \
         rapture rave rejoicing rock rocks rockstar romantic sexy smile soulmate spectacular splendidly stellar \
         stupendous superstar swoon thankful thrilled thrilling thrills unforgettable unreal winner wonderfully \
         wonders wondrous woohooo woop worth xoxo xoxoxo yaay yayy yippee yummiest",
    ),
    (
        2.4,
        "benefit delighted enjoy fast pleased pros spectacularly sublime victory xo",
    ),
    (
        2.2,
        "blissful dream easy excited favorite powerful pro superior thank useful vibrant woo",
    ),
    (
        2.0,
        "accurate advance advantage affordable amusing appealing appreciate attractive award birthday brave clear \
         comfort courage crisp ease effective enhance enthusiastic excel fab faith flexible fortunate fresh \
         friendly gain graceful grand hehe helpful ideal improvement intuitive luck lucky neat peaceful plus \
         robust satisfied secure sharp smooth solid strong sturdy sunny thx tremendous trust valuable versatile \
         warm wise wow",
    ),
    (
        1.8,
        "accomplish achieve admiration admire amuse appreciated approve bargain beauty bliss bold bonus \
         breathtaking capable caring classy comfy compliment confident cozy cure dandy dedicated devoted eager \
         efficient effortless energetic energy engaging enjoyed enjoying entertain famous fascinate fascinating \
         favourite flirt fond forgive freshest friend funny generous gentle gleam glow godsend gold golden \
         gracious growth haha hahaha hahahaha handy haven healthy heartfelt heartwarming honest honor honored \
         honour humor humorous importance improve intelligent jewel joke jolly legit lively loyal nice nifty \
         noble optimistic peace pleasant pleasure positive prosper quick refined relax relaxed reliable relief \
         relish respect reward rich safe satisfy sensational shining sincere smart smiling spacious sparkle \
         special stylish sunset sympathy talent tasty tender thnx tidy treat trendy truth upbeat uplifting victor \
         vision vital vivid warmth wealth win worthy",
    ),
    (
        1.6,
        "adoration affection affectionate agree alive angelic applaud applause appreciation appreciative awh \
         bahaha beaut beauties besties blast blessings blossom breeze bright bubbly candy captivating caress \
         celebrating celebration celebrity champ champagne champs chuckle clever comfortable compassion \
         compassionate congrat convenient cuddle cuddles cuddly cuteness cutest cutie darlin dearest dearly \
         delicacy delish divine dope durable dynamite empower empowered enchanting encouraged encouraging \
         enjoyable enlighten entertaining exceeded excellence excitedly exciting fabulousness fancy fave festive \
         fiesta flattered fulfilled fulfilling funniest gifted giggle giggles giggly gnarly goals goat good \
         gorgeously gratitude greater greatly greatness hahahahaha handsome happily heartily heavens heh heroes \
         heroic highfive hilariously honoured hotness hottie impressed inspirational inspired inspires \
         invigorating jackpots jollier joyous joys kickass kisses kissing laughed laughs laughter legend \
         legendary lmfao lol lolol lover lovers lulz luscious majestic masterful medal mighty miraculous nailed \
         optimism outdone pamper pampered passionate passionately playful pleasing popular priceless pride prize \
         prized profound prosperous proudest proudly pumped radiance ravishing recommended reunited revered \
         roflmao romantically rotfl satisfying savor scrumptious serene serenity shine sizzling smashing smiled \
         smiles soothing spark sparkling sparkly spirited splendor stoked stunner stylin sunshiny sweeter \
         sweetest sweetly sweets swell teehee tenderness terrifically thankfully thanks thoughtful treasured \
         treasures triumphant trusted unbeatable uplifted victories victorious vigor vigorous welcomed welcoming \
         whoa whoohoo whoop wins witty wooo worship wowza yeehaw yep yess yesss zest",
    ),
    (
        1.4,
        "aww awww babe clean cool dear fit goodness pretty reasonable responsive shiny stars wisdom",
    ),
    (
        1.2,
        "acceptable adventure amusement glee glory hopeful interest interesting intrigued kindness lightweight \
         liked mint nicely promise promising reassure sensible simple stable stud surprise tgif true welcome \
         winning worked works",
    ),
    (
        1.0,
        "achievable active adequate advantages alright blessed brilliance cake calm chocolate clarity compact \
         consistent coolest creativity curious decent favor freestyle full giving grow helped highlight hopefully \
         hugged hugs improved inspiring intense interested keen large lit luckiest marriage opportunity pal pizza \
         play practical professional progress promptly protect ready relaxing rewarding seamless show sleek \
         strength stunned supreme sweetie top tops understood vacation valid value well yeah",
    ),
    (
        0.8,
        "abundant accepting acclaim acclaimed accomplished accomplishment achieved achievement adventurous affirm \
         agreeable agreed agreement alluring amicable ample amused angel approval approved aspire assure assured \
         astonish astonished authentic awake awarded balanced bbq beach beneficial benefits better boost boosted \
         bridal bride brighten brighter brightest bro brother brunch buddies buddy camaraderie candid celebrated \
         charmer chill chilled chillin civil commend commended commitment committed compelling competent \
         complement compliments congenial considerate content contented convenience convince cooler cooperative \
         cordial credible cupcakes cushioned cushy dance dancer dancing dedication defend definitely deluxe \
         deserved deserving desire determined dignity diligent direct discount dreams eagerly earnest easiest \
         easygoing eloquent encourage encouragement endorse engaged enjoyment enrich entertained entertainment \
         enthusiasm envision equality esteem exceed exclusive exhilarate expert exploring fabled fair faithful \
         familiar fantasy fashionable favorable favored favour favourable feast feelgood festival flair flatter \
         flattering flavorful flourish flowers flyer flying foolproof forgiven forgiving freebie freed freely \
         freshly friendlier friendliest friends friendship friyay fulfill funky gains generosity genial gently \
         genuine genuinely glam glamorous glamour goodies gourmet graced gratify greet greeting greetings grill \
         growing guarantee guaranteed halo hangin hardworking harmless harmony heart help helping heritage \
         highlights holiday holidays homemade homie honesty honeymoon hospitality hotter humane humble humorously \
         hyped icecream impresses improves improving independence independent ingenious innocent innovate \
         innovation innovative insight insightful integrity intellect intelligence intrigue intriguing inventive \
         invite invited inviting jamming jazzy jokes joking jovial justice justified kickin kicks kindly kitten \
         kitty knockout knowledgeable laid laughable learning legally leisure liberty life lifesaver likable \
         liking logical longlasting lovebirds luckily lucrative lullaby luxe magic magnetic married marry matter \
         mature maximum mellow memorable memories mercy meticulous mindful motivate motivated motivating \
         motivation natural nicest nourish novel nurture obsessed ok okey open openness opportune opportunities \
         organic originality outgoing pardon party patient peacefully perfecting perk perks persevere picnic \
         poetic polite politely popularity posh positively positivity powered praised praises precise premium \
         prestigious privilege privileged productive proficient progressive prominent promote promoted promoting \
         propel protected protection protective prudent pumpkin punctual pup puppies puppy purely quaint \
         qualified quicker quiet rainbow readily real reassured reassuring recommends recovered recovery redeem \
         refreshed refreshing rejuvenate relaxation relaxes renewed rescued resilient resolved resourceful \
         respected respectful respectfully rested restful restore restored reunion revive rewarded righteous \
         roomy rosy royal safely safer savings savvy scenic scones secured sentimental share sharing shop \
         simplicity sincerely sister skill skilled skillful slick smartest smarty smoother smoothly snazzy \
         sociable soft solutions solve solved soothe sophisticated soulful sporty spotless standout steady \
         stimulating straightforward streamlined strengthen strengthens strongest suave succeed succeeded \
         successes suitable superbly supporter supporters supportive surprised surprising surprisingly survived \
         survivor swag sweetness sympathetic systematic talented talents tantalizing teamwork terrificly thanked \
         thankgiving thanking thankyou thoroughbred thrifty tickled toast tolerant touched touching tranquil \
         transformed treating treats trim triumphs truer trusting trusts trustworthy truthful understanding \
         unique unity unlimited upgraded upgrades usable useable valued values variety versatility vibe vibes \
         virtue virtuous visionary vivacious warmer warmest warmly wealthy wedding weee weeee weekends welcomes \
         wellness whimsical wholesome willingly winners winnings wiser wishes wishing wonder wondering wonderland \
         workable worthwhile yacht yeh youthful yup zippy",
    ),
    (
        0.6,
        "able accept accepted adapt adventures allow appeal assist available awards believe breathe capability \
         chance charity classic coffee cream dare deals dinner dreaming dynamic easier enable family fan feature \
         finer gifts gig giveaway hi home hope hopes hoping hot hype likes modern naturally okay patience plenty \
         possible potential precious prefer prepared prompt quirky recommendation remarkable rescue right sale \
         sane satisfaction saved smarter solution spirit spring successfully summer super timely trip upgrade \
         watching weekend wife xmas yes",
    ),
    (
        0.4,
        "advanced apparently big bigger brand certain considered cook correct cover easily elite engage fixed \
         focus forward free grant handle important include invest joined knew leader light lightly logic match \
         news normal organized original oscar outdo perform plan please preferred present pure regard resolve \
         simply singing snug star stuff supported supports sure tea team understand visit volunteer wanna write \
         yea yoga",
    ),
    (
        0.0,
        "care cheap drop fine gift hard hey ill kind less noise proper quality rip save small support want wish \
         work",
    ),
    (
        -0.4,
        "aside costs cramp critical crowded exaggerate excuse gone ignored longer loud nah old rough separate \
         shut stumble suppose tiny",
    ),
    (
        -0.6,
        "adverse alarm alas alleged allegedly ambiguous apologies apologized apology arguable avoided barrier beg \
         begging bills bleak bleh blind bump busted cancel cheapest chore cloudy coarse coerce colder coldly \
         complicate condemn confine confront consumed contrary costly crave dark darn darned dashed decline \
         decrease defer delayed delays demanding dense depend deter differ dim dip dirt disabled disputed \
         distance distraction doubted doubtful doubts dreary drowsy dusty ehh emptiness endure envious escape \
         evict exam exams excess expired fade faded faint fees fever fickle fidget flood fuss fuzzy gap gloom \
         goodbye gossip greasy grey hairy halt hardly headaches heavier heavily hesitant hide hiding homesick \
         homework hungry hurry immature impair impose imposed incomplete inconvenience incorrectly inert itch \
         itchy jaded jammed jumpy junkie lapse later leave lengthy lesser limitation limitations lingering \
         lonesome lossy lower lowest lukewarm miserly misplace misplaced misread mistook monday moody mushy naive \
         narrow naw needy nerd nerdy nervously nervousness obsolete omit oops oopsie ordeal outcast overdue \
         overheat oversized pale peculiar pest petty plain plead pout problematic puzzled puzzling quarrel \
         questionable raining rainy rejected reluctant repeated resigned resist retire retreat rigid runny rush \
         rushed rust rusty sadly scarce scattered severely shoot short shortage silent silly skeptics skinny \
         skipped sleepless slipped sluggish smear smelly smug snarky sneeze sneezing snore sorta spill spilled \
         squeak squeaky stain stained stale stalled static stranded stray strict stunk subdued surrender suspect \
         swamped swear sweat sweaty tangled tardy tedious tension thirsty threw tiresome tiring tolerate torn \
         traffic trapped trivial troubled troubles turmoil unattractive unaware undecided underwhelming uneven \
         unfamiliar unfinished unfocused unimportant unimpressed uninspired uninterested unlikely unnecessary \
         unresolved unsafe unsettled unsuccessful unsupported untidy unused unusual unwell uptight urgent vanish \
         waits warn wary weakly wet whining whiny wilt withdraw withdrawal withdrawn worn wrinkle yawn",
    ),
    (
        -0.8,
        "accidental anti apart apologize avoid blow bored canceled cold complex conceal cost crowd cut cuts dang \
         deadline declined dependent difficulty distracted drag dry eh envy eventually excuses expensive expire \
         gray hangover heavy hmm hospital insomnia isolated lacked lacks lag longing migraine misspell needless \
         nonsense numb obstacle opposed queue rain remorse repeat replace resign restless rumors selfish \
         senseless shot sigh sleepy slip sneaky sore sorry stall sticky sunburn tight uncertain uncomfortable \
         uneasy unknown unplug unproven void wait waiting warned warnings whine",
    ),
    (
        -1.0,
        "boredom bulky cancelled concern confusing cons demand doubt drain dull empty forgot fussy issue killing \
         lacking limit lost miss no nope odd overpriced pressure pricey problems return skeptical skip smh \
         strange tricky unsure waited",
    ),
    (
        -1.2,
        "addicted arse awkward bore bother cheaply clunky complicated con concerned confuse confused crazy debt \
         defect delay difficult distract downfall flaws hassle hesitate ignore inconvenient interrupt irritate \
         kick lack laggy lazy limited loose loses losing manipulate meh mess messy mild minus missed nervous \
         noisy raid refund regret rumor scratch scratchy screwing sensitive shock shocked shooting shy skeptic \
         slow stiff stubborn stuck tax tense tough trouble unable unclear unfortunate vague weak weird",
    ),
    (
        -1.4,
        "addiction aggressive alarmed allergies anger annoying argh arrested ass assault asses attacks ban \
         bitches blah blamed blood bloody blurry bothered brutal bum burned clueless complained complaining \
         complains contagious crack cried crushing dammit desperately devil disappeared dislikes disorder dizzy \
         downside dragged drama error explosion failures fatal fear flake fooled forced grumble gun guns hacked \
         hurricane illegal impossible incorrect infection injury killer late lose loss losses mad madness messed \
         mistake misunderstand monster nausea paranoid pay plot poverty pretend regretted resent riot ripped rips \
         savage scandal scratched screw steal stop storm stormy struggling stutter sue suffering suing thieves \
         threatened threats unemployment violence warning wars whack wipe woe worries",
    ),
    (
        -1.6,
        "abandoned abandons abrasive absurd abused abusive aches aching aggravate aggravated aggravating \
         aggression alarming alcoholic alienated allergic alone ambush angered angrily annoyingly annoys anxiety \
         anxious apathetic apathy appalled argg argue argued argues argument arrogance arrogant ashamed assaulted \
         attacked attacking avalanche awkwardly backfire badly baffled bail bash bashed bastards beaten beating \
         betrays biased bigot bimbo bitched bitching bitchy blames blaming bland bleed bleeding blunder bogus \
         bollocks bombed bombing bombs boo boohoo bothers bothersome break breakdown breaks bribe brutally bs \
         bugged bugs bullied bullshitting bullying bummed burning burnt cancerous careless cheated cheating \
         cheats choke choked chronic coerced coldest collapsed collide collision combat complain condemned \
         confusion conned constipated controversial convict convicted corny corpse corruption cowardly cracked \
         crapload crappiest crashing cries cringe criticism criticized criticizing crook crooked crushed crybaby \
         cunning cursed cursing cussing damages damaging damnit darkest darkness debacle deceit deceitful \
         deceived deceptive defeated defects defensive deficient degrade degrading delirious delusion delusional \
         demise denied denies deny deprived derail derelict desert desperation despised destroyed destroying \
         destroys destruction destructive deteriorate detest dilemma dipshit dire dirtier disadvantage \
         disagreement disappear disappoints disapprove disastrous discomfort disconnect disconnected discouraged \
         discouraging discriminate discrimination diseased disguise dishonest disliked disorganized displeased \
         disrespect disrespectful disrupt disruptive dissatisfaction dissatisfied distort distraught distressed \
         distressing distrust disturbed ditched doomed douche douchebag drought drowned drowning drunken dumbass \
         dumbest dumped dumping eerie effing egotistic embarrass emo endanger enemies enemy enraged evicted \
         eviction ew eww ewww exhausting exhaustion exploit exploited explosive expose extort fails fallen false \
         falsely famine farce fatality fatigue faults fck fckin fearful fearing fears feeble feud ffs fiasco \
         filth filthy fired flames fled flimsy flunk fml foe fool fools forbid forbidden forgotten fought foul \
         fractured fragile frantic freakin frick fright frighten frightened frightening frightens frustrates \
         fuckin fugitive fume fuming ghastly ghetto goddamn gouge grave grieve grieving grim gripe gross grouchy \
         grr grrr grrrr grudge gtfo gullible gutted hack harass harassed harassing harassment hardship harmed \
         harmful harsher hassles hatred haunt haunted haunting hazard hazardous heartache heartbreak heartless \
         hefty hellish helplessness hinder hoax hogwash hopelessness horribly hostage hostility humiliate \
         humiliated humiliating humiliation hurting hypocrite hypocritical hysteria idiocy idiot idiots ignorance \
         illegally immoral impatience impatiently impolite imprisoned inability incapable incompetence indecent \
         ineffective inefficient inept infected inflamed inflammation infuriate infuriated infuriating inhumane \
         injure injured injuries injustice insanity insecurity insensitive insincere insulted insulting insults \
         intimidate intimidated intimidating intolerable intolerant intruder invade invalid invasion irate ironic \
         irrational irresponsible irritable irritates irritation jackass jealousy jeopardy jerks jobless joyless \
         kaput kicked kidnap kidnapped killers kills lackluster lament landslide lashed liability liable \
         litigation loathe loathing loneliness loser losers low ludicrous lunatic lying malice malicious mania \
         manipulated manipulative massacre melodramatic menace misbehave misfortune mishap misinform misjudge \
         misled misses missing mistaken mistakes mistreat mistreated mistrust misunderstanding misunderstood \
         misuse mocked mocking molest morbid moron moronic mortified mourning muddy murky nagging nasties \
         nauseous nazi negativity neglected negligence negligent nerves neurotic notorious noxious nuclear nuts \
         obnoxious obscene obsession offended offender ominous opponent opposition oppress oppressed oppression \
         oppressive outbreak outburst outcry overpower overreact overworked pained painfully pains panicked \
         panicking paralysis paralyzed paranoia passive peril perish persecute perverse pervert pessimism \
         pessimistic petrified phobia piss pissed pisses pissing pitiful plagued plight poisoned poisonous \
         pollute polluted pollution poorer poorest poorly pos powerless prejudice preposterous prick problem \
         propaganda prosecute prosecution provoke provoked psycho puke puking punch punched punishment quake \
         quitting rabid racism racist racket radical raging rants rash ratty reckless regretful regrets \
         regrettable rejecting rejection resentful resentment retard retarded revenge revolting riots rivalry \
         robbed robber robbery rot rotten rotting rowdy rudely ruthless sabotaged sadden saddened sadder saddest \
         sadness sarcasm sarcastic scandalous scar scares scaring scars scorn scratches screamed screaming \
         screams screwup screwy scum scummy seizure selfishness shack shaking shallow shattered shattering \
         shatters shite shitless shitting shocking shoddy shortcoming shove sicken sickening sicker sickly \
         sickness sinful sins skull slam slap slapped slashed slaughter slavery sleazy slut smash smashed smother \
         snob snobby snub sobbed sobbing sobs sorrowful spite spiteful spoil spoiled squander squirm stab stabbed \
         starve starved stealing steals stench stfu stingy stinks stinky stolen strain strained strangle stress \
         stressed stresses stressing stricken struck struggled struggles stupidity stupidly sued suffered suffers \
         suffocate sulk sullen swamp swindle swollen tacky tantrum tarnish taunt tease terrified terrifying \
         terrorism terrorize theft thief threatening threatens thug tormented tornado toxic tragically traitor \
         trample trap trashy traumatic traumatized treacherous treason tricked troll trolling trolls twat ugliest \
         ugliness unacceptably unappreciated unbelievably unbelieving uncaring uncool undermine undesirable \
         unemployed unethical unfairly unfaithful unforgivable unfortunately unfriendly ungrateful unhappiness \
         unhealthy uninformed unjust unjustified unkind unlawful unlovable unloved unpopular unprofessional \
         unqualified unreasonable unrest unsatisfactory unsatisfied unsuitable untrue untrustworthy unusable \
         unwise unworthy upsets vandal vandalism venom venomous venting victimize victims vilify villain violate \
         violated violation virus volcano vomit vomiting vulnerable wank wanker war warfare warped wasteful \
         wastes wasting weaker weakest weirdo whore whores wiped worrisome worrying worsen worsening worser \
         worthlessness wounded wounds wreckage wrecked wretched wrongful wrongly yelled yelling yells yikes",
    ),
    (
        -1.8,
        "abandon abuse accident accuse afraid allegation angry annoy arrest bankrupt bankruptcy banned bitter \
         blame bomb boring buggy bully bummer burden chaos cheat clumsy collapse complaint complaints conflict \
         contempt cough coward crash crime criminal critic cruel crying curse damaged danger deadly deceive dent \
         deprive despair desperate despise devastate dirty disagree disappoint disappointing disaster discourage \
         disease disgust dislike dismal dismay dispute diss dissapointing distress disturb disturbing divorce \
         doom dump dying emergency exhaust explode failing fake fault faulty fight flawed flop flu foolish \
         foreclosure forget fraud freak frustrate glitch gloomy greed grief guilt guilty harm harsh hater \
         hopeless horrify hostile hurt idiotic ignorant illness impatient inaccurate inadequate incompetent \
         inconsistent infect insecure insult irritated irritating jail jerk lawsuit leak leaks liar lie lied lies \
         lonely malfunction miserable mislead misleading moan mock mourn murder nag neglect nuisance offensive \
         outdated outrage overwhelm overwhelmed painful panic penalty pity plague pointless prison protest punish \
         punished rant recall refuse reject returned ridiculous risky rob ruined ruins sabotage scam scare scold \
         scream screwed severe shady shameful shitty sin sinister sketchy sloppy sorrow starving stink stole \
         stressful strike struggle sucked suffer suicide suspicious tear tears terror threat threaten tragedy \
         trauma unacceptable unhappy unlucky unreliable unstable unwanted upset upsetting vicious victim weakness \
         weary wicked worry wound yell yuck",
    ),
    (
        -2.0,
        "ache annoyance annoyed attack broke bug cancer corrupt crashed crashes crisis criticize crush cry damage \
         damn dangerous death defective destroy die dies disgrace dissapointed drown drunk dumb embarrassed \
         exhausted fail frozen frustrated funeral glitches grumpy headache helpless horrendous horror inferior \
         insane jealous junky misery offend pain poison quit rage risk rude ruin ruining sad scared scary shaky \
         shame shit sob spam sux terrify tired trick ugly unfair unpleasant useless violent vulgar weep worried \
         wrong",
    ),
    (
        -2.2,
        "dead defeat disappointment dread failed failure flaw freeze froze garbage hurts junk kill lame lousy \
         nasty refused sick stupid ugh worse wreck wtf",
    ),
    (
        -2.4,
        "bad broken crappy disappointed embarassing execute frustrating frustration fucking suck",
    ),
    (
        -2.6,
        "died disgusted evil fucks hell murdered negative rape satan slave unbearable",
    ),
    (
        -2.8,
        "abominable abomination abuser abysmal agony anguish annihilate appalling assassin assassinate \
         assassination asshole atrocious atrocity awful bastard betray betrayed bitterest brutality catastrophe \
         catastrophic cocksucker cruelest cruelty cunt damnation deadliest demon demonic deplorable depress \
         depressed depression despicable despising detestable detested devastated devastating devastation \
         disgraceful disgusting disgustingly disgusts dreaded dreadful excruciating executed fatalities fuck \
         fucked fucker furious genocide grotesque gruesome hate hateful haters hates hating heartbreaking \
         heartbreaks heartbroken hellhole hideous hideously hitler holocaust homicide horrid horrific horrified \
         horrifying horrors killed massacred molested monstrosity motherfucker murderer murdering murderous \
         murders nauseating nazis obscenity odious outraged pathetic pedophile poor raped raping rapist repugnant \
         repulsed repulsive rubbish sadistic satanic shithole sickened slaughtered suicidal suicides terrorist \
         terrorists torment tortur torturing tragic traumatize vile waste wasted worthless worthlessly",
    ),
    (
        -3.0,
        "bitch bullshit depressing fuckers hated nightmare paperweight terrible torture worst",
    ),
    (-3.2, "horrible sucks"),
    (-3.4, "trash"),
    (-3.8, "crap"),
];
