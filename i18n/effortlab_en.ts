<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>effortlab::app::KnobsController</name>
    <message numerus="yes">
        <source>Knobs of %n layer(s)</source>
        <translation><numerusform>Knobs of %n layer</numerusform><numerusform>Knobs of %n layers</numerusform></translation>
    </message>
</context>
</TS>
