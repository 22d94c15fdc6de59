<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>effortlab::app::KnobsController</name>
    <message numerus="yes">
        <source>Knobs of %n layer(s)</source>
        <translation><numerusform>Knobs of %n layer</numerusform><numerusform>Knobs of %n layers</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Knobs of %1 copied to %n layer(s)</source>
        <translation><numerusform>Knobs of %1 copied to %n layer</numerusform><numerusform>Knobs of %1 copied to %n layers</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::app::CopyKnobsDialog</name>
    <message numerus="yes">
        <source>%n knob(s) set.</source>
        <translation><numerusform>%n knob set.</numerusform><numerusform>%n knobs set.</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::app::LayerActions</name>
    <message numerus="yes">
        <source>%n layer(s)</source>
        <translation><numerusform>%n layer</numerusform><numerusform>%n layers</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::app::SnapshotsDialog</name>
    <message numerus="yes">
        <source>%1 and %2 differ in %n knob(s).</source>
        <translation><numerusform>%1 and %2 differ in %n knob.</numerusform><numerusform>%1 and %2 differ in %n knobs.</numerusform></translation>
    </message>
</context>
<context>
    <name>StudyPlot</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation><numerusform>and %n more</numerusform><numerusform>and %n more</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::StudyChart</name>
    <message numerus="yes">
        <source>%n series</source>
        <translation><numerusform>%n series</numerusform><numerusform>%n series</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::app::StudyController</name>
    <message numerus="yes">
        <source>Gives the suggested sampling period to %n layer(s) whose SDSS is on</source>
        <translation><numerusform>Gives the suggested sampling period to %n layer whose SDSS is on</numerusform><numerusform>Gives the suggested sampling period to %n layers whose SDSS is on</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::app::TuneController</name>
    <message numerus="yes">
        <source>%n setting(s) tried; best so far: %1 times fewer operations, %2 % of the classes unchanged</source>
        <translation><numerusform>%n setting tried; best so far: %1 times fewer operations, %2 % of the classes unchanged</numerusform><numerusform>%n settings tried; best so far: %1 times fewer operations, %2 % of the classes unchanged</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::MontageView</name>
    <message numerus="yes">
        <source>%n tile(s)</source>
        <translation><numerusform>%n tile</numerusform><numerusform>%n tiles</numerusform></translation>
    </message>
</context>
<context>
    <name>effortlab::widgets::VideoView</name>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation><numerusform>%n box</numerusform><numerusform>%n boxes</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n object(s) of the ground truth</source>
        <translation><numerusform>%n object of the ground truth</numerusform><numerusform>%n objects of the ground truth</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n of them missed</source>
        <translation><numerusform>%n of them missed</numerusform><numerusform>%n of them missed</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Last detected %n frame(s) ago.</source>
        <translation><numerusform>Last detected %n frame ago.</numerusform><numerusform>Last detected %n frames ago.</numerusform></translation>
    </message>
</context>
</TS>
